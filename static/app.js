// Small helps on a page that already works without them. No words of its own: they come with the page.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const form_of = (node) => node?.closest?.("form.answer-form");
const status_of = (form) => document.getElementById(form.id.replace("form-", "saved-"));
const box_of = (form) => form.elements.text;

// What was in each box when it was last known to be saved.
const saved = new WeakMap();
for (const form of document.querySelectorAll("form.answer-form")) saved.set(form, box_of(form).value);
const is_unsaved = (form) => box_of(form).value !== saved.get(form);

function say(form, name) {
  const line = status_of(form);
  if (line) line.textContent = words[name];
}

document.addEventListener("input", (event) => {
  const form = form_of(event.target);
  if (form) say(form, "writing");
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = form_of(event.detail.elt);
  if (!form) return;
  // A sign-in in another tab changes the token; the cookie always holds the present one.
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (token) event.detail.parameters.csrfmiddlewaretoken = token[1];
  form.dataset.sent = box_of(form).value;
});

// Another button than Save is answered with the page anew: what was sent is saved by then, and the page may go.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = form_of(event.detail.elt);
  if (form && event.detail.xhr.status === 200) saved.set(form, form.dataset.sent);
});

document.addEventListener("htmx:beforeSend", (event) => {
  const form = form_of(event.detail.elt);
  if (form) say(form, "saving");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = form_of(event.detail.elt);
  if (!form) return;
  const status = event.detail.xhr.status;
  box_of(form).setAttribute("aria-invalid", status === 422 ? "true" : "false");
  if (status === 200) {
    saved.set(form, form.dataset.sent);
    if (is_unsaved(form)) say(form, "writing");
  } else if (status === 0) say(form, "offline");
  else if (status === 401) say(form, "signed-out");
  else if (![403, 409, 422].includes(status)) say(form, "failed"); // these three say themselves what is wrong
});

window.addEventListener("online", () => {
  for (const form of document.querySelectorAll("form.answer-form")) if (is_unsaved(form)) window.htmx.trigger(form, "submit");
});

window.addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form.answer-form")) if (is_unsaved(form) && !form.dataset.leaving) event.preventDefault();
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

document.querySelector("[data-focus-first]")?.focus();
