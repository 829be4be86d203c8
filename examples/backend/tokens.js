// Tokens that say who sends a request. They are JSON Web Tokens, as openEO 1.3 recommends.

import { randomBytes } from 'node:crypto'
import { SignJWT, decodeJwt, errors, jwtVerify } from 'jose'

const ISSUER = 'openeo-example'

/**
 * Makes and checks the tokens of one back-end.
 *
 * @param {(token: string) => Promise<string | undefined>} [verifyOther] checks tokens that somebody else has issued, and
 * gives the user's name
 */
export function createTokens (verifyOther = async () => undefined) {
  // A new one at each start: no token outlives it.
  const secret = randomBytes(32)

  return {
    issue: name => new SignJWT({ sub: name }).setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER).setIssuedAt().setExpirationTime('12h').sign(secret),

    /** The name of the user, or undefined if the token is not valid. */
    async verify (bearer) {
      try {
        // Before 1.3, openEO had the kind of login in front of the token, and clients still send it so: `basic//TOKEN`.
        const token = bearer.replace(/^(?:basic\/|oidc\/[^/]*)\//, '')
        if (decodeJwt(token).iss !== ISSUER) return await verifyOther(token)
        const { payload } = await jwtVerify(token, secret, { issuer: ISSUER, algorithms: ['HS256'] })
        return payload.sub
      } catch (error) {
        // Whatever is wrong with it. An error of another kind is ours.
        if (error instanceof errors.JOSEError) return undefined
        throw error
      }
    }
  }
}
