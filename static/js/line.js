// On a line of the return, shows only what the chosen answer and status ask for. Without
// this script every field is shown. What is hidden keeps its words and is sent all the same.
const form = document.querySelector("form[data-hcss-line]");

function chosen(name) {
  return form.querySelector(`input[name='${name}']:checked`)?.value;
}

function show() {
  for (const [name, key] of [["status", "hcssFor"], ["answer", "hcssAnswer"]]) {
    const attribute = name === "status" ? "[data-hcss-for]" : "[data-hcss-answer]";
    for (const section of form.querySelectorAll(attribute)) {
      const fits = section.dataset[key].split(" ").includes(chosen(name));
      section.hidden = !fits && !section.querySelector(".govuk-form-group--error");
    }
  }
}

if (form) {
  form.addEventListener("change", show);
  form.addEventListener("hcss:filled", show);
  // A browser that comes back to the page fills in the choice after this script has run.
  window.addEventListener("pageshow", show);
  show();
}
