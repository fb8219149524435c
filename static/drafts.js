// What is typed and not saved yet is kept in this browser, so that a crash takes nothing: by person, address of the form and box, for a week.
// Every page of someone signed in loads this. It has no words: they come with the page, in the template "draft".
"use strict";

const Drafts = (() => {
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const writer = document.body.dataset.writer;
  const begins = (whose) => `draft:${whose}:`;
  const plain = (text) => text.normalize("NFC").replace(/\r\n?/g, "\n").trim();

  // Storage may be missing, full or forbidden. Then there are no drafts, and all else works as ever.
  function attempt(deed) {
    try {
      return deed();
    } catch {
      return undefined;
    }
  }
  const names = () => attempt(() => Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) ?? [];
  const read = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));
  const write = (name, draft) => attempt(() => localStorage.setItem(name, JSON.stringify(draft)));
  const remove = (name) => attempt(() => localStorage.removeItem(name));

  const boxes_of = (form) => [...form.elements].filter((box) => box.matches("textarea[data-draft]"));
  const name_of = (box) => `${begins(writer)}${new URL(box.form.getAttribute("action") || location.pathname, location.href).pathname}:${box.name}`;
  // A box may name the field that says which version its text was begun from.
  const seen_of = (box) => box.form.elements[box.dataset.draft]?.value;

  const drafts = {
    // What the box holds, unless it is what the page came with.
    keep(box) {
      if (box.value === box.dataset.saved) remove(name_of(box));
      else write(name_of(box), { text: box.value, at: Date.now(), seen: seen_of(box) });
    },

    // These texts (by the name of their box) are known to be saved; what was typed since then stays a draft.
    saved(form, texts) {
      for (const box of boxes_of(form)) {
        if (!(box.name in texts)) continue;
        box.dataset.saved = texts[box.name];
        drafts.keep(box);
        if (box.value === box.dataset.saved) forget_notice(box);
      }
    },

    forget_all(whose) {
      for (const name of names()) if (name.startsWith(begins(whose))) remove(name);
    },
  };

  function forget_notice(box) {
    document.getElementById(`draft-of-${box.id}`)?.remove();
  }

  // The form is here again: it was not taken.
  function unsend(box) {
    const draft = read(name_of(box));
    if (draft?.sent) write(name_of(box), { ...draft, sent: undefined });
  }

  function give_back(box) {
    if (!has_problem) box.dataset.saved = box.defaultValue;
    const draft = read(name_of(box));
    if (!draft) return;
    unsend(box);
    if (plain(draft.text) === plain(box.value)) {
      // Saved, but the reply got lost; or, where the version is the same, on a page that says why it could not be saved.
      if (draft.seen !== seen_of(box)) remove(name_of(box));
      return;
    }
    const notice = document.getElementById("draft").content.firstElementChild.cloneNode(true);
    const write_out = (part, form) => {
      const format = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...form });
      notice.querySelector(`[data-${part}]`).textContent = format.format(new Date(draft.at));
    };
    write_out("day", { day: "numeric", month: "long" });
    write_out("time", { hour: "2-digit", minute: "2-digit" });
    notice.id = `draft-of-${box.id}`;
    const [seen, original] = [box.form.elements[box.dataset.draft], box.value];
    const seen_now = seen?.value;
    box.value = draft.text;
    if (seen && draft.seen !== undefined) seen.value = draft.seen;
    for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    notice.querySelector("[data-keep]").addEventListener("click", () => {
      forget_notice(box);
      box.focus();
      box.dispatchEvent(new CustomEvent("draft:keep", { bubbles: true }));
    });
    notice.querySelector("[data-throw]").addEventListener("click", () => {
      box.value = original;
      if (seen) box.form.elements[box.dataset.draft].value = seen_now;
      remove(name_of(box));
      forget_notice(box);
      box.focus();
      box.dispatchEvent(new CustomEvent("draft:thrown", { bubbles: true }));
    });
    box.before(notice);
  }

  if (!writer) return drafts;

  // Where a page says why a text could not be saved, or brings it back, no box holds what is saved.
  const has_problem = document.querySelector(".problem, .clash, [data-unsaved]") !== null;

  for (const name of names()) {
    const draft = read(name);
    // A form that was answered by being sent on to a page is saved; an answer without a way on may say why not.
    const arrived = performance.getEntriesByType("navigation")[0]?.redirectCount > 0 && document.referrer;
    const taken = draft?.sent && arrived && new URL(arrived).pathname === draft.sent && name.startsWith(begins(writer));
    if (!draft || Date.now() - draft.at > WEEK || taken) remove(name);
  }
  const boxes = document.querySelectorAll("textarea[data-draft]");
  boxes.forEach(give_back);
  window.addEventListener("pageshow", (event) => event.persisted && boxes.forEach(unsend));

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-draft]")) drafts.keep(event.target);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-sign-out]")) drafts.forget_all(writer);
    // A sign-in in another tab changes the token; the cookie always holds the present one.
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (token && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token[1];
    if (event.defaultPrevented) return;
    const throws = event.submitter?.matches("[data-throws]");
    for (const box of boxes_of(form)) {
      const draft = read(name_of(box));
      if (throws) remove(name_of(box));
      else if (draft) write(name_of(box), { ...draft, sent: location.pathname });
    }
  });
  return drafts;
})();
