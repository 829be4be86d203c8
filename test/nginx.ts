// The example behind nginx. This needs the command nginx and the built package, so it is no part of the other tests:
//
//   npx tap --disable-coverage test/nginx.ts

import './nginx/replicas.js'
import './nginx/prefixes.js'
import './nginx/caches.js'
import './nginx/errors.js'
import './nginx/recipe.js'
import './nginx/stopping.js'
import './nginx/check.js'
