import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { EDITOR } from '../server.js'

/** Where the recipes are. */
export const RECIPES = new URL('../../examples/', import.meta.url)

type Recipe<Options> = (options?: Options) => Promise<FastifyInstance>

/**
 * The exports of a recipe. It uses the package by its name, and so as it is built.
 *
 * @returns `build` builds a server, and closes it after the test. `exports` has the rest.
 */
export async function load<Options = never> (file: string) {
  const exports: Record<string, unknown> = await import(new URL(file, RECIPES).href)
    .catch((cause) => { throw new Error('The recipe cannot be loaded. It needs the built package: npm run build', { cause }) })
  const [name = ''] = Object.keys(exports).filter((name) => name.startsWith('build'))
  const recipe = exports[name] as Recipe<Options>
  const build = async (t: Pick<Test, 'after'>, options?: Options): Promise<FastifyInstance> => {
    const app = await recipe(options)
    t.after(() => app.close())
    return app
  }
  return { build, exports }
}

/** A request by a page. */
export function request (app: FastifyInstance, url: string, options: InjectOptions = {}, origin = EDITOR): Promise<LightMyRequestResponse> {
  return app.inject({ url, ...options, headers: { origin, ...options.headers } })
}

/** The Access-Control-Allow-Origin of a reply. */
export function allowOrigin ({ headers }: LightMyRequestResponse): unknown {
  return headers['access-control-allow-origin']
}

/** The Access-Control-Allow-Methods of a reply. */
export function allowMethods ({ headers }: LightMyRequestResponse): unknown {
  return headers['access-control-allow-methods']
}
