// While something is being made, looks again every two seconds and shows how far it has
// come. Without this script there is a link to look again.
const AGAIN_MS = 2000;
const ATTRIBUTE = "data-hcss-progress";

async function look() {
  const shown = document.querySelector(`[${ATTRIBUTE}]`);
  if (shown?.getAttribute(ATTRIBUTE) !== "running") {
    return;
  }
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[${ATTRIBUTE}]`);
    if (answer.ok && fresh && !answer.redirected) {
      if (!shown.contains(document.activeElement)) {
        shown.replaceChildren(...fresh.childNodes);
      }
      shown.setAttribute(ATTRIBUTE, fresh.getAttribute(ATTRIBUTE));
    }
  } catch {
    // The site does not answer just now: look again later.
  }
  window.setTimeout(look, AGAIN_MS);
}

window.setTimeout(look, AGAIN_MS);
