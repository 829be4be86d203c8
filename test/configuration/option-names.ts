/** The names of the options that a route can change, in the order of the schema. */
export const ROUTE_OPTIONS = ['auth', 'origin', 'credentials', 'allowedHeaders', 'exposedHeaders', 'rangeRequests', 'maxAge']

/** The names of all options, as the plugin takes them. */
export const OPTIONS = [...ROUTE_OPTIONS, 'hideOptionsRoute', 'logLevel']
