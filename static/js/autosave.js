// Saves a line of the return while it is typed. Without this script the buttons do it.
//
// Until the server has them, the words are also kept in this window (sessionStorage): a
// dead server, an expired session or a page left by mistake loses nothing. One request at
// a time; it carries the version that the server gave, so two people never overwrite each
// other. What the server refuses (a date half typed, personal data) is said at its field
// and does not hold up the rest.
const form = document.querySelector("form[data-hcss-line]");
const PAUSE = 700; // after the last key
const LONGEST = 1400; // after the first key that is not saved yet
const AGAIN = 3000; // when nobody answered
const PATIENCE = 10000;

if (form) start();

function start() {
  const saved = form.querySelector("[data-hcss-saved]");
  const version = form.elements.namedItem("version");
  const who = form.dataset.hcssWho;
  const key = `hcss-line:${location.pathname}`;
  let onServer = snapshot(); // what of the form is known to be kept
  let refused = {};
  let labels = {};
  let since = null; // when the first change came that is not kept
  let timer = null;
  let sending = null;
  let isHeld = "hcssBoth" in form.dataset; // two texts: the next save is a decision
  let isLeaving = false;

  // --- The words as one string

  function snapshot() {
    const typed = new URLSearchParams(new FormData(form));
    for (const name of ["csrfmiddlewaretoken", "version"]) typed.delete(name);
    return typed.toString();
  }

  function plain(typed) {
    const said = [...new URLSearchParams(typed)].map(([name, text]) => [
      name,
      text.replace(/\r\n?/g, "\n").trim().replace(/^0+(?=\d)/, ""),
    ]);
    return JSON.stringify(said.filter(([, text]) => text).sort());
  }

  function isUnsaved() {
    return snapshot() !== onServer || Object.keys(refused).length > 0;
  }

  // --- The copy in this window

  function keepCopy() {
    const copy = { who, version: version.value, typed: snapshot(), at: clock() };
    try {
      sessionStorage.setItem(key, JSON.stringify(copy));
    } catch {
      // No room: the server is still asked every second.
    }
  }

  function dropCopy() {
    sessionStorage.removeItem(key);
  }

  function readCopy() {
    try {
      const copy = JSON.parse(sessionStorage.getItem(key));
      return copy?.who === who ? copy : null;
    } catch {
      return null;
    }
  }

  function fill(typed) {
    const said = new URLSearchParams(typed);
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden" || control.type === "submit") continue;
      const texts = said.getAll(control.name);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = texts.includes(control.value);
      } else {
        control.value = texts[0] ?? "";
      }
    }
    form.dispatchEvent(new Event("hcss:filled"));
  }

  function putBack() {
    const copy = readCopy();
    if (!copy || plain(copy.typed) === plain(snapshot())) {
      dropCopy();
      return;
    }
    fill(copy.typed);
    version.value = copy.version;
    tell(
      "Your words are back in the form",
      `What you typed here at ${copy.at} had not been saved.`,
    );
    changed();
  }

  // --- What the person is told

  function clock() {
    return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }

  function say(text, ...more) {
    // What is there already is not read out again.
    if (saved.textContent === text + more.map((part) => part.textContent).join("")) return;
    saved.replaceChildren(text, ...more);
  }

  function tell(title, text) {
    const panel = document.createElement("div");
    panel.className = "hcss-panel hcss-panel--attention";
    panel.setAttribute("role", "status");
    const heading = document.createElement("h2");
    heading.className = "govuk-heading-m";
    heading.textContent = title;
    const words = document.createElement("p");
    words.className = "govuk-body";
    words.textContent = text;
    form.before(panel);
    panel.append(heading, words);
  }

  function link(text, address) {
    const anchor = document.createElement("a");
    anchor.className = "govuk-link";
    anchor.href = address;
    anchor.textContent = text;
    anchor.addEventListener("click", () => (isLeaving = true));
    return anchor;
  }

  function button(text, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "hcss-link-button";
    element.textContent = text;
    element.addEventListener("click", act);
    return element;
  }

  function groupOf(name) {
    const control = document.getElementById(`id_${name}`) ?? form.querySelector(`[name='${name}']`);
    const fieldset = control?.closest("fieldset");
    return (fieldset ?? control)?.closest(".govuk-form-group");
  }

  function showRefused() {
    for (const old of form.querySelectorAll("[data-hcss-refused]")) {
      old.closest(".govuk-form-group").classList.remove("govuk-form-group--error");
      old.remove();
    }
    for (const [name, text] of Object.entries(refused)) {
      const group = groupOf(name);
      const isTyping = group?.querySelector(".govuk-date-input")?.contains(document.activeElement);
      if (!group || isTyping || group.querySelector(".govuk-error-message")) continue;
      const words = document.createElement("p");
      words.className = "govuk-error-message";
      words.dataset.hcssRefused = name;
      words.textContent = text;
      group.classList.add("govuk-form-group--error");
      const control = group.querySelector(".govuk-date-input, .govuk-radios, textarea, input");
      control.before(words);
    }
  }

  function askToConfirm() {
    const box = form.querySelector("template[data-hcss-confirm]");
    if (!box) return;
    saved.before(box.content);
    box.remove();
  }

  // --- Saving

  function changed() {
    if (!isUnsaved()) return;
    keepCopy();
    since ??= Date.now();
    if (!sending) soon(Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())));
  }

  function soon(delay) {
    clearTimeout(timer);
    if (!isHeld) timer = setTimeout(save, delay);
  }

  function save() {
    clearTimeout(timer);
    sending ??= send().finally(() => {
      sending = null;
      if (since !== null) changed();
    });
    return sending;
  }

  // Returns whether anybody answered.
  async function send() {
    const sent = snapshot();
    since = null;
    let answer;
    try {
      answer = await fetch(form.dataset.hcssLine, {
        method: "POST",
        body: new URLSearchParams(`${sent}&version=${encodeURIComponent(version.value)}`),
        headers: { "X-CSRFToken": token(), Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500) throw new Error("the server could not");
      const body = await answer.json().catch(() => ({}));
      heed(answer, body, sent);
    } catch {
      say("Not saved: the site does not answer. Your words are kept in this window; it is tried again.");
      soon(AGAIN);
      return false;
    }
    return true;
  }

  // Another window may have signed in again: the cookie has the token of today.
  function token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.elements.namedItem("csrfmiddlewaretoken").value;
  }

  function heed(answer, body, sent) {
    if (answer.ok) {
      keptBy(body, sent);
    } else if (answer.status === 401) {
      const back = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
      say("You are signed out. Your words are kept in this window. ", link("Sign in again", back));
    } else if (answer.status === 409 && body.code === "stale") {
      isHeld = true;
      say(`${body.detail} Your text is still here. `, button("Show both texts", showBoth));
    } else if (answer.status === 409) {
      isHeld = true;
      say(`Not saved. ${body.detail}`);
    } else {
      refused = body.refused ?? refused;
      say("Not saved. Press “Save and come back later”.");
    }
  }

  function keptBy(body, sent) {
    version.value = body.version;
    onServer = sent;
    refused = body.refused;
    labels = body.labels;
    if (body.confirm) askToConfirm();
    showRefused();
    const names = Object.keys(refused).map((name) => `“${labels[name] ?? name}”`);
    say(names.length ? `${body.saved_at}, but not ${names.join(", ")}` : body.saved_at);
    if (isUnsaved()) {
      keepCopy();
    } else {
      dropCopy();
      document.querySelector("[data-hcss-unsaved-words]")?.remove();
    }
  }

  function showBoth() {
    isLeaving = true;
    form.requestSubmit(form.querySelector("[name='later']"));
  }

  async function saveFirst(event) {
    if (isLeaving || isHeld || !isUnsaved()) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    if (sending) await sending;
    const isAnswered = await save();
    if (!isAnswered) return;
    isLeaving = true;
    form.requestSubmit(event.submitter);
  }

  // --- What happens on the page

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", showRefused);
  form.addEventListener("submit", saveFirst);
  window.addEventListener("focus", changed);
  window.addEventListener("online", changed);
  window.addEventListener("pageshow", () => (isLeaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isUnsaved()) event.preventDefault();
  });

  if ("hcssUnsaved" in form.dataset) {
    onServer = ""; // the form holds what was sent and could not all be kept
    changed();
  } else {
    putBack();
  }
}
