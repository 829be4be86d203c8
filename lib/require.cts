import * as esm from './index.js'

/** What `require('fastify-openeo-cors')` gives: the plugin itself, with what is exported beside it. */
const openeoCors = Object.assign(esm.openeoCors, {
  default: esm.openeoCors,
  openeoCors: esm.openeoCors,
  OptionsSchema: esm.OptionsSchema,
  frameworkErrors: esm.frameworkErrors,
  OpeneoCorsError: esm.OpeneoCorsError
})

// eslint-disable-next-line @typescript-eslint/no-namespace, no-redeclare -- the way to export types beside `export =`
namespace openeoCors {
  export type OpeneoCorsOptions = esm.OpeneoCorsOptions
  export type OpeneoEndpoint = esm.OpeneoEndpoint
  export type OriginFunction = esm.OriginFunction
  export type RouteCors = esm.RouteCors
  export type OpeneoCorsErrorCode = esm.OpeneoCorsErrorCode
  // A class is a type as well as the value above.
  export type OpeneoCorsError = esm.OpeneoCorsError
}

export = openeoCors
