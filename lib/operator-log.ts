import type { FastifyInstance } from 'fastify'
import { show } from './options/problems.js'
import type { EarlyRoutes } from './routes/early-routes.js'
import type { RouteInScope } from './routes/route-index.js'
import type { Scope } from './scopes.js'
import { isInsecure } from './standards/origin.js'

const MAX_NAMED = 3

/** Logs, once when a server starts, which policies are in force. Warns of settings that are valid but probably a mistake. */
export function logStart (root: FastifyInstance, scopes: readonly Scope[], routes: readonly RouteInScope[], early?: EarlyRoutes): void {
  if (early !== undefined && early.methods.size !== 0) {
    root.log.warn(`Some routes were declared before fastify-openeo-cors was imported, so it does not know them:\n${firstLines(early.printed)}\n` +
      'Import it before the server is made. Otherwise preflights allow these routes only if the only registration is at the root')
  }
  for (const scope of scopes) warn(scope, routes, early)
  const leftOver = routes.filter(({ config, instance }) => config !== undefined && 'cors' in config && !instance.hasPlugin('@fastify/cors'))
  if (leftOver.length !== 0) {
    root.log.warn(`config.cors of ${names(leftOver)} has no effect, expected config.openeoCors: only @fastify/cors reads config.cors`)
  }
  const inForce = scopes.map((scope) => describe(scope, routes))
  root.log.info({ cors: inForce }, ['CORS is in force:', ...inForce.map(({ prefix, routes, origins, credentials }) => (
    `${prefix || '/'}: ${routes} routes, ${origins}, ${credentials ? 'with' : 'without'} credentials`))].join('\n'))
}

function warn ({ instance, options, policy }: Scope, routes: readonly RouteInScope[], early: EarlyRoutes | undefined): void {
  const { log, prefix } = instance
  if (instance.hasPlugin('@fastify/cors')) {
    log.warn('@fastify/cors and fastify-openeo-cors are registered in the same scope: expected one of them, ' +
      'as each overwrites what the other does')
  }
  for (const origin of policy.credentials ? listed(options.origin).filter(isInsecure) : []) {
    log.warn(`${origin} is allowed with credentials: expected https, ` +
      'as anybody on the network path can change a page that is loaded over http')
  }
  const below = routes.filter((route) => route.instance === instance || Object.prototype.isPrototypeOf.call(instance, route.instance))
  if (below.length === 0 && routes.length !== 0 && early === undefined) {
    log.warn(`fastify-openeo-cors is registered ${prefix === '' ? 'in a scope' : `in the scope '${prefix}'`} that has no routes, so no reply gets ` +
      'its headers: expected it where the routes are. If one of your plugins registers it, wrap that plugin in fastify-plugin: ' +
      'otherwise the registration is for the scope of that plugin only')
  }
}

/** Warns of an option `prefix` that is not the prefix of the instance. The plugin has no such option. */
export function warnOfPrefix ({ prefix, log }: FastifyInstance, given: object): void {
  const own = 'prefix' in given && typeof given.prefix === 'string' ? given.prefix.replace(/^\/|\/$/g, '') : ''
  if (own !== '' && !`${prefix}/`.endsWith(`/${own}/`)) {
    log.warn(`The option prefix, ${show(own)}, has no effect on fastify-openeo-cors: expected it on the scope that registers ` +
      'the plugin, as in fastify.register(async (scope) => { await scope.register(openeoCors, options) }, { prefix })')
  }
}

/** Warns that a preflight did not reach the plugin. The script in the browser only learns that the network failed. */
export function warnOfHook ({ log }: FastifyInstance, statusCode: number): void {
  log.warn(`A preflight was answered with ${statusCode} by a hook in front of fastify-openeo-cors, so browsers do not send the request: ` +
    'expected the plugin to be registered first. A plugin that adds hooks can name it in its dependencies ' +
    "(fastify-plugin: dependencies: ['fastify-openeo-cors']). @fastify/autoload loads files in the order of their names")
}

/** A summary of a scope for the log. */
function describe ({ instance, options: { origin = true }, policy }: Scope, routes: readonly RouteInScope[]) {
  return {
    prefix: instance.prefix,
    routes: routes.filter((route) => route.scope?.instance === instance && route.policy !== null && route.method !== 'HEAD').length,
    origins: origin === true
      ? 'every origin'
      : typeof origin === 'function' ? 'the origins that a function allows' : shorten(listed(origin)),
    credentials: policy.credentials
  }
}

function listed (origin: Scope['options']['origin']): readonly string[] {
  return typeof origin === 'string' || typeof origin === 'object' ? [origin].flat() : []
}

function names (routes: readonly RouteInScope[]): string {
  return shorten(routes.map(({ method, pattern }) => `${method} ${pattern}`))
}

function shorten (words: readonly string[]): string {
  const more = words.length - MAX_NAMED
  return words.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function firstLines (text: string): string {
  return text.split('\n').slice(0, MAX_NAMED).join('\n')
}
