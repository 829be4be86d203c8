import Fastify from 'fastify'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import t from 'tap'
import { startSession } from './example.js'
import { listen } from '../server.js'

const CLIENT = 'openeo'

t.test('Recipe: the example takes tokens of a provider of OpenID Connect', async (t) => {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const provider = Fastify()
  let isDown = true
  provider.addHook('onRequest', async (_request, reply) => { if (isDown) return reply.code(503).send() })
  provider.get('/.well-known/openid-configuration', async ({ host }) => ({ jwks_uri: `http://${host}/keys` }))
  provider.get('/keys', async () => ({ keys: [{ ...await exportJWK(publicKey), alg: 'RS256', kid: 'one' }] }))
  const issuer = `http://127.0.0.1:${await listen(t, provider)}`

  const { app } = await startSession(t, { oidc: { issuer, clientId: CLIENT } })
  const issue = (claims: object, key = privateKey) => new SignJWT({ iss: issuer, aud: CLIENT, sub: 'somebody', exp: 4e9, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key)
  const ask = (token: string) => app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } })

  t.equal((await ask(await issue({}))).statusCode, 500, 'while the provider does not answer')
  isDown = false
  const me = await ask(await issue({}))
  t.equal(me.statusCode, 200)
  t.strictSame((await ask(`oidc/oidc/${await issue({})}`)).json(), me.json(), 'in the former form, the same user')
  t.equal((await ask(await issue({ aud: 'account', azp: CLIENT }))).statusCode, 200, 'issued for this client')
  t.not((await ask(await issue({ sub: 'user' }))).json().user_id, me.json().user_id, 'another user')

  const { privateKey: another } = await generateKeyPair('RS256')
  for (const [what, token] of [
    ['for another application', await issue({ aud: 'account', azp: 'other' })],
    ['by another issuer', await issue({ iss: 'https://login.example.org' })],
    ['expired', await issue({ exp: 1 })],
    ['by another key', await issue({}, another)],
    ['in the name of the example', await issue({ iss: 'openeo-example' })]
  ] as const) t.equal((await ask(token)).statusCode, 403, what)
})
