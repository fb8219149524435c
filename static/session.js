// Says in time that a session ends. Tabs tell each other what they know; the words come with the page, in templates.
"use strict";

(() => {
  const region = document.getElementById("session");
  if (!region) return;
  const WARN = 3 * 60; // seconds before the end
  const LOOK = 5000;
  const idle = Number(region.dataset.idle);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  const in_seconds = (seconds) => Date.now() + seconds * 1000;

  let ends = in_seconds(Number(region.dataset.left));
  const last = in_seconds(Number(region.dataset.atMost));
  let shown = "";

  function show(name) {
    const minutes = Math.ceil(Math.max(ends - Date.now(), 0) / 60000);
    if (name !== shown) region.replaceChildren(...(name ? [document.getElementById(name).content.cloneNode(true)] : []));
    shown = name;
    const place = region.querySelector("[data-minutes]");
    if (place && place.textContent !== String(minutes)) place.textContent = minutes;
  }

  function look() {
    const left = (ends - Date.now()) / 1000;
    if (left <= 0) show("session-over");
    else if (left > WARN) show("");
    else show(last - ends < 1000 ? "session-must-end" : "session-ends");
  }

  // The session was used: here, or in another tab.
  function used(until) {
    ends = Math.min(until, last);
    look();
  }
  function used_here() {
    const until = in_seconds(idle);
    channel?.postMessage(until);
    used(until);
  }
  channel?.addEventListener("message", (event) => event.data > ends && used(event.data));
  channel?.postMessage(ends);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    if (status === 401) used(0);
    else if (status >= 200 && status < 500) used_here();
  });

  region.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
    const body = new FormData(form);
    if (token) body.set("csrfmiddlewaretoken", token);
    try {
      const reply = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (reply.ok) used_here();
      else if (reply.status === 401) used(0);
    } catch {
      look(); // no connection: the button stays, and can be pressed again
    }
  });

  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
})();
