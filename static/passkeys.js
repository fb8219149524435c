// Passkeys: what the browser is asked for, and its answer as text in a hidden field. No words of its own: they come with the page.
"use strict";

const bytes_of = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text_of = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const read_ids = (list) => list?.map((one) => ({ ...one, id: bytes_of(one.id) }));

async function make(options) {
  const { publicKey } = options;
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes_of(publicKey.challenge),
      user: { ...publicKey.user, id: bytes_of(publicKey.user.id) },
      excludeCredentials: read_ids(publicKey.excludeCredentials),
      // Kept on the device, so that it opens the account without a password being typed first.
      authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  const { attestationObject, clientDataJSON } = made.response;
  return answer(made, { attestationObject: text_of(attestationObject), clientDataJSON: text_of(clientDataJSON), transports: made.response.getTransports?.() ?? [] });
}

async function use(options) {
  const { publicKey } = options;
  const used = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes_of(publicKey.challenge), allowCredentials: read_ids(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = used.response;
  return answer(used, {
    authenticatorData: text_of(authenticatorData),
    clientDataJSON: text_of(clientDataJSON),
    signature: text_of(signature),
    userHandle: userHandle && text_of(userHandle),
  });
}

const answer = (credential, response) => ({
  type: credential.type,
  id: credential.id,
  rawId: text_of(credential.rawId),
  response,
  clientExtensionResults: credential.getClientExtensionResults(),
});

// Options stand on the page; for a sign-in without a name they are asked for when the button is pressed.
async function options_of(form) {
  const there = document.getElementById("passkey-options");
  if (there) return JSON.parse(there.textContent);
  const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  return (await reply.json()).request_options;
}

const form = document.querySelector("form[data-passkey]");
const button = form?.querySelector("[data-passkey-go]");
if (button && window.PublicKeyCredential) {
  const said = document.querySelector("[data-passkey-said]");
  document.querySelector("[data-passkey-not]").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a box is the button too
  form.addEventListener("keydown", (event) => event.key === "Enter" && event.target !== button && (event.preventDefault(), button.click()));
  button.addEventListener("click", async () => {
    said.textContent = "";
    button.disabled = true;
    try {
      const options = await options_of(form);
      form.elements.credential.value = JSON.stringify(await (form.dataset.passkey === "create" ? make(options) : use(options)));
      const text = document.querySelector('form:not([data-passkey]) [name="kept"]')?.value;
      if (text && form.elements.kept) form.elements.kept.value = text;
      HTMLFormElement.prototype.submit.call(form);
    } catch (problem) {
      button.disabled = false;
      said.textContent = { SecurityError: said.dataset.unable, InvalidStateError: said.dataset.known }[problem.name] ?? said.dataset.refused;
    }
  });
}
