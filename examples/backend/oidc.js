// Logging in with OpenID Connect, by a provider of yours.
//
//   OIDC_ISSUER=https://login.example.org/realms/openeo OIDC_CLIENT_ID=openeo node examples/backend/start.js

import { createRemoteJWKSet, jwtVerify } from 'jose'

/**
 * Checks the access tokens of a provider.
 *
 * @param {{ issuer: string, clientId: string }} oidc
 */
export function createVerifier ({ issuer, clientId }) {
  if (!clientId) throw new Error('OpenID Connect needs the id of a client: OIDC_CLIENT_ID')
  let keys

  // Asked when the first token comes, and again if the provider did not answer.
  async function readKeys () {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}`)
    const { jwks_uri: url } = await response.json()
    return createRemoteJWKSet(new URL(url))
  }

  return async token => {
    keys ??= await readKeys()
    const { payload } = await jwtVerify(token, keys, { issuer })
    // A token that the provider has issued for another application opens nothing here.
    const audience = [payload.aud, payload.azp, payload.client_id].flat()
    return audience.includes(clientId) ? `${issuer} ${payload.sub}` : undefined
  }
}

/** How clients find the provider. */
export function describeProvider ({ issuer, clientId, title = 'OpenID Connect' }) {
  return {
    id: 'oidc',
    issuer,
    title,
    scopes: ['openid'],
    default_clients: [{
      id: clientId,
      grant_types: ['authorization_code+pkce'],
      redirect_urls: ['https://editor.openeo.org']
    }]
  }
}
