// Small helps on a page that already works without them. No words of its own: they come with the page.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const form_of = (node) => node?.closest?.("form.answer-form");
const status_of = (form) => document.getElementById(form.id.replace("form-", "saved-"));
const box_of = (form) => form.elements.text;

const AWAY = [0, 502, 503, 504]; // no connection, or nobody there to answer
const WAITS = [3, 6, 12, 20]; // seconds until a failed save is tried again, the last one over and over

const said = (form) => ({ text: box_of(form).value, strength: form.elements.strength?.value ?? "" });
const same = (one, other) => one?.text === other?.text && one?.strength === other?.strength;

// What each form was last known to have saved; what each request took with it; what may or may not have arrived.
const saved = new WeakMap();
const sent = new WeakMap();
const unsure = new WeakMap();
const retries = new WeakMap();
const forms = [...document.querySelectorAll("form.answer-form")];
const is_unsaved = (form) => !same(said(form), saved.get(form));

for (const form of forms) {
  const chosen = [...form.querySelectorAll("[name=strength]")].find((choice) => choice.defaultChecked);
  // A page that says why a text could not be saved holds it all the same.
  if (!form.querySelector(".field--wrong")) saved.set(form, { text: box_of(form).defaultValue, strength: chosen?.value ?? "" });
  const line = status_of(form);
  if (line) form.saved_line = [...line.childNodes];
  if (document.getElementById(`draft-of-${box_of(form).id}`)) say(form, "writing");
}

function say(form, name) {
  const line = status_of(form);
  if (line && line.textContent !== words[name]) line.textContent = words[name];
}

// Send what the form holds, whichever of its buttons has the focus.
const save = (form) => window.htmx?.trigger(form, "save");

function try_later(form) {
  const { tries = 0 } = retries.get(form) ?? {};
  const timer = setTimeout(() => is_unsaved(form) && save(form), WAITS[Math.min(tries, WAITS.length - 1)] * 1000);
  retries.set(form, { tries: tries + 1, timer });
}

function offer_sign_in(form) {
  say(form, "signed-out");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--quiet", textContent: words["sign-in"] });
  button.addEventListener("click", () => {
    const token = token_now();
    if (token) form.elements.csrfmiddlewaretoken.value = token;
    form.dataset.leaving = "yes";
    HTMLFormElement.prototype.submit.call(form); // as an ordinary form, so that the sign-in page is a whole page
  });
  status_of(form)?.append(" ", button);
}

// A sign-in in another tab changes the token; the cookie always holds the present one.
const token_now = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];

document.addEventListener("input", (event) => {
  const form = form_of(event.target);
  if (form) say(form, "writing");
});

document.addEventListener("draft:keep", (event) => {
  const form = form_of(event.target);
  if (form && event.target === box_of(form)) save(form);
});

document.addEventListener("draft:thrown", (event) => {
  const form = form_of(event.target);
  if (form && event.target === box_of(form)) status_of(form)?.replaceChildren(...form.saved_line);
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = form_of(event.detail.elt);
  if (!form) return;
  const { parameters, triggeringEvent } = event.detail;
  const token = token_now();
  if (token) parameters.csrfmiddlewaretoken = token;
  if (triggeringEvent?.type === "submit") return;
  // htmx would take the address of a button that happens to have the focus; only a press may do what it says.
  event.detail.path = form.getAttribute("action");
  // Whether the last one arrived is not known: the same text once more is no second version, and a newer one would meet it as somebody else's.
  if (unsure.has(form)) {
    Object.assign(parameters, unsure.get(form));
    event.detail.older = true;
  }
});

document.addEventListener("htmx:beforeSend", (event) => {
  const form = form_of(event.detail.elt);
  if (!form) return;
  const { text, strength, because, note } = event.detail.requestConfig.parameters;
  sent.set(event.detail.xhr, { text, strength: strength ?? "", because, note });
  if (!retries.has(form)) say(form, "saving"); // tried again in silence
});

function mark_saved(form, { xhr, requestConfig }) {
  const took = sent.get(xhr);
  saved.set(form, took);
  const button = form.querySelector(`[formaction="${CSS.escape(requestConfig.path)}"]`);
  const texts = ["text", ...(button?.dataset.saves ?? "").split(" ")].filter(Boolean);
  Drafts.saved(form, Object.fromEntries(texts.map((name) => [name, took[name]])));
}

// Another button than Save is answered with the page anew: what was sent is saved by then, and the page may go.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = form_of(event.detail.elt);
  if (!form || event.detail.xhr.status !== 200) return;
  mark_saved(form, event.detail);
  if (event.detail.xhr.getResponseHeader("HX-Refresh")) come_back_to(form.closest("article[id]"));
});

// The page anew, at the question and not where the page was scrolled to: what stands above may be another height, and the focus is gone.
function come_back_to(question) {
  if (!question) return;
  history.scrollRestoration = "manual";
  history.replaceState({ anew: true }, "", `#${question.id}`);
}
function arrive() {
  history.replaceState(null, "");
  location.replace(location.hash);
  history.scrollRestoration = "auto";
}
if (history.state?.anew) window.addEventListener("load", () => setTimeout(arrive)); // after a browser has put the page back to where it was

document.addEventListener("htmx:afterRequest", (event) => {
  const form = form_of(event.detail.elt);
  if (!form) return;
  const { xhr, requestConfig } = event.detail;
  const { status } = xhr;
  const took = sent.get(xhr);
  for (const box of form.querySelectorAll('[aria-describedby*="problem-"]')) {
    const problem = document.getElementById(box.getAttribute("aria-describedby").split(" ").find((id) => id.startsWith("problem-")));
    box.setAttribute("aria-invalid", problem?.querySelector(".wrong") ? "true" : "false");
  }
  clearTimeout(retries.get(form)?.timer);
  if (AWAY.includes(status)) {
    if (navigator.onLine && !unsure.has(form)) unsure.set(form, { text: took.text, strength: took.strength });
    if (is_unsaved(form)) try_later(form);
    if (requestConfig.path !== form.getAttribute("action")) say(form, "not-done");
    else say(form, status === 0 ? "offline" : "away");
    return;
  }
  retries.delete(form);
  if (status === 401) return offer_sign_in(form);
  unsure.delete(form);
  if (status === 200) {
    mark_saved(form, event.detail); // once more, now that the version it was saved as is on the page
    if (is_unsaved(form)) say(form, "writing");
  } else if (![403, 409, 422].includes(status)) say(form, "failed"); // these three say themselves what is wrong
  // An older text went first.
  if (status !== 403 && is_unsaved(form) && requestConfig.older) save(form);
});

window.addEventListener("online", () => {
  for (const form of forms) if (is_unsaved(form)) save(form);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of forms) if (is_unsaved(form) && !form.dataset.leaving) event.preventDefault();
});

// Where htmx is missing the form is sent as ever, and the page may go.
document.addEventListener("submit", (event) => {
  const form = form_of(event.target);
  if (form && !window.htmx) form.dataset.leaving = "yes";
});

// A link to a question opens its box.
function open_target() {
  const box = location.hash.length > 1 && document.getElementById(location.hash.slice(1))?.querySelector("details.edit");
  if (box && !box.open) box.open = true;
}
window.addEventListener("hashchange", open_target);
open_target();

// A comment is sent whole, by a button: leaving while one is typed in another box asks first.
let sent_form = null;
document.addEventListener("submit", (event) => (sent_form = event.target));
window.addEventListener("beforeunload", (event) => {
  const boxes = [...document.querySelectorAll("form[data-asks] textarea")].filter((box) => box.form !== sent_form);
  if (boxes.some((box) => box.value.trim())) event.preventDefault();
  sent_form = null;
});

// A new line of the plan: its section comes back anew, the box in it ready for the next one. Whatever else is answered is shown as a page.
function line_of({ detail }) {
  const sender = detail.requestConfig?.elt ?? detail.elt; // a swap is told of by what is swapped
  return sender.matches?.("form[data-line]") ? sender : null;
}
let line_sent = null;
document.addEventListener("htmx:configRequest", (event) => {
  const token = line_of(event) && token_now();
  if (token) event.detail.parameters.csrfmiddlewaretoken = token;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = line_of(event);
  if (!form) return;
  const { xhr, requestConfig } = event.detail;
  line_sent = form.getAttribute("action");
  if (xhr.status === 200) Drafts.saved(form, { text: requestConfig.parameters.text, response: requestConfig.parameters.response });
  else if (xhr.status !== 422) {
    event.detail.shouldSwap = false;
    if (xhr.status >= 400 && xhr.status < 500) HTMLFormElement.prototype.submit.call(form);
    else form.querySelector("[data-line-status]").textContent = words["not-done"];
  }
});
document.addEventListener("htmx:sendError", (event) => {
  const form = line_of(event);
  if (form) form.querySelector("[data-line-status]").textContent = words["not-done"];
});
document.addEventListener("htmx:afterSettle", () => {
  const form = line_sent && document.querySelector(`form[data-line][action="${CSS.escape(line_sent)}"]`);
  line_sent = null;
  (form?.querySelector(".field--wrong :is(textarea, input, select)") ?? form?.querySelector("textarea"))?.focus();
});

document.querySelector("[data-focus-first]")?.focus();

// Whose preview was asked for last is the one that what is typed next is shown as, also while the first is still on its way.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-shows]");
  const shown = button && document.querySelector('[name="shown"]');
  if (shown) shown.value = button.value;
});
