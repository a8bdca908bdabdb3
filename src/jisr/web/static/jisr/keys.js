// Security keys: hands what the node asks to the browser, and what the key answers to the form. Nothing else
// of jisr needs script; without it a code of the authenticator app does the same.
(() => {
  'use strict'
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0))
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  const listed = (found) => (found || []).map((each) => ({ ...each, id: bytes(each.id) }))

  const made = async (asked) => {
    const key = asked.publicKey
    const options = { ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) }, excludeCredentials: listed(key.excludeCredentials) }
    const found = await navigator.credentials.create({ publicKey: options })
    return { ...shared(found), response: { clientDataJSON: text(found.response.clientDataJSON), attestationObject: text(found.response.attestationObject), transports: found.response.getTransports ? found.response.getTransports() : [] } }
  }
  const shown = async (asked) => {
    const key = asked.publicKey
    const options = { ...key, challenge: bytes(key.challenge), allowCredentials: listed(key.allowCredentials) }
    const found = await navigator.credentials.get({ publicKey: options })
    const said = found.response
    return { ...shared(found), response: { clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData), signature: text(said.signature), userHandle: said.userHandle ? text(said.userHandle) : null } }
  }
  const shared = (found) => ({ type: found.type, id: found.id, rawId: text(found.rawId), authenticatorAttachment: found.authenticatorAttachment, clientExtensionResults: found.getClientExtensionResults() })

  const begin = (form) => {
    const button = form.querySelector('[data-key-button]')
    const fault = form.querySelector('[data-key-fault]')
    const isUsable = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|^\[/.test(location.hostname)
    form.querySelector('[data-key-impossible]').hidden = isUsable
    button.hidden = !isUsable
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      fault.hidden = true
      button.disabled = true
      try {
        const act = form.dataset.key === 'create' ? made : shown
        form.elements.credential.value = JSON.stringify(await act(JSON.parse(form.dataset.asked)))
        form.submit()
      } catch (error) {
        button.disabled = false
        fault.hidden = false
        fault.focus()
      }
    })
  }
  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('form[data-key]').forEach(begin))
})()
