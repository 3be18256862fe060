// On a line of the return, shows only what the chosen status asks for. Without this
// script every field is shown. What is hidden keeps its words and is sent all the same.
const choices = document.querySelectorAll("input[name='status']");
const sections = document.querySelectorAll("[data-hcss-for]");

function show() {
  const chosen = [...choices].find((choice) => choice.checked)?.value;
  for (const section of sections) {
    const fits = section.dataset.hcssFor.split(" ").includes(chosen);
    section.hidden = !fits && !section.querySelector(".govuk-form-group--error");
  }
}

for (const choice of choices) choice.addEventListener("change", show);
// A browser that comes back to the page fills in the choice after this script has run.
window.addEventListener("pageshow", show);
show();
