// Runs in a sandboxed frame, whose origin is `null`. Fetches what it is told to.

window.addEventListener('message', async ({ data: url, source }) => {
  try {
    const response = await fetch(url)
    const { status, statusText, headers } = response
    source.postMessage({ status, statusText, headers: [...headers], body: await response.json() }, '*')
  } catch (error) {
    source.postMessage({ error: error.message }, '*')
  }
})
