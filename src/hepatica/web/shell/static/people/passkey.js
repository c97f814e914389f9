// Passkeys: asks the browser for one and puts its answer into the form. Values travel as base64url text.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  function asked({ publicKey: key }) {
    const made = { ...key, challenge: bytes(key.challenge) };
    if (key.user) made.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) made.excludeCredentials = named(key.excludeCredentials);
    if (key.allowCredentials) made.allowCredentials = named(key.allowCredentials);
    return { publicKey: made };
  }

  function told(credential) {
    const { response } = credential;
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    const said = form.querySelector("[role=alert]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        const options = form.dataset.passkey === "login"
          ? (await (await fetch(form.action, { headers: { Accept: "application/json" } })).json()).request_options
          : JSON.parse(document.getElementById("passkey-options").textContent);
        const making = form.dataset.passkey === "add";
        if (making) {
          Object.assign(options.publicKey.authenticatorSelection ??= {}, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
        }
        const made = await navigator.credentials[making ? "create" : "get"](asked(options));
        form.elements.credential.value = JSON.stringify(told(made));
        HTMLFormElement.prototype.submit.call(form);
      } catch {
        said.textContent = form.dataset.failed;
      }
    });
  }
})();
