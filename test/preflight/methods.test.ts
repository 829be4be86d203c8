import { GET, NONE, ok, testCases, type Case } from './cases.js'

const ALL = 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE, QUERY, TRACE'

const cases: Case[] = [{
  what: 'methods are listed in the order of openEO, others after by name',
  declare: (app) => {
    app.addHttpMethod('PROPFIND')
    for (const method of ['TRACE', 'DELETE', 'QUERY', 'PUT', 'PROPFIND', 'POST', 'PATCH', 'GET']) {
      app.route({ method, url: '/jobs', handler: ok })
    }
    app.route({ method: ['put', 'GET', 'post'], url: '/array', handler: ok })
    app.all('/all', ok)
  },
  expected: {
    '/jobs': 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE, PROPFIND, QUERY, TRACE',
    '/array': 'OPTIONS, GET, HEAD, POST, PUT',
    '/all': 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE, PROPFIND, QUERY, TRACE'
  }
}, {
  what: 'HEAD is listed with GET and alone',
  declare: (app) => {
    app.get('/with', ok)
    app.get('/without', { exposeHeadRoute: false }, ok)
    app.head('/alone', ok)
    app.head('/own', ok)
    app.get('/own', ok)
  },
  expected: { '/with': GET, '/without': 'OPTIONS, GET', '/alone': 'OPTIONS, HEAD', '/own': GET }
}, {
  what: 'HEAD is not listed where Fastify does not serve it',
  options: { exposeHeadRoutes: false },
  declare: (app) => {
    app.get('/without', ok)
    app.get('/with', { exposeHeadRoute: true }, ok)
  },
  expected: { '/without': 'OPTIONS, GET', '/with': GET }
}, {
  what: 'parameters match a segment, also an empty one, not more',
  declare: (app) => {
    app.get('/jobs/:job_id', ok)
    app.post('/jobs/:job_id/results', ok)
    app.put('/at/:hour(^\\d+$)h:minute(^\\d+$)m', ok)
    app.delete('/near/:lat-:lng', ok)
    app.patch('/files/:name.json', ok)
  },
  expected: {
    '/jobs': NONE,
    '/jobs/': GET,
    '/jobs/1': GET,
    '/jobs/1/': NONE,
    '/jobs/1/results': 'OPTIONS, POST',
    '/jobs//results': 'OPTIONS, POST',
    '/at/12h30m': 'OPTIONS, PUT',
    '/at/12h30': NONE,
    '/near/50-7': 'OPTIONS, DELETE',
    '/near/50': NONE,
    '/files/a.json': 'OPTIONS, PATCH',
    '/files/a.xml': NONE
  }
}, {
  what: 'regular expressions match what they say',
  declare: (app) => {
    app.get('/jobs/:id(^\\d+$)', ok)
    app.post('/jobs/:id(^[a-f]+$)', ok)
    app.put('/jobs/:id', ok)
    app.delete('/jobs/:kind(^(?:batch|sync)$)/all', ok)
  },
  expected: {
    '/jobs/12': 'OPTIONS, GET, HEAD, PUT',
    '/jobs/abc': 'OPTIONS, POST, PUT',
    '/jobs/xyz': 'OPTIONS, PUT',
    '/jobs/batch/all': 'OPTIONS, DELETE',
    '/jobs/other/all': NONE
  }
}, {
  what: 'an optional parameter can be left out',
  declare: (app) => {
    app.get('/jobs/:id?', ok)
    app.post('/jobs', ok)
  },
  expected: { '/jobs': 'OPTIONS, GET, HEAD, POST', '/jobs/1': GET, '/jobs/1/2': NONE }
}, {
  what: 'wildcards match the rest, also an empty one',
  declare: (app) => {
    app.get('/files/*', ok)
    app.put('/files/a/*', ok)
    app.post('/tiles*', ok)
  },
  expected: {
    '/files': NONE,
    '/files/': GET,
    '/files/a': GET,
    '/files/a/': 'OPTIONS, GET, HEAD, PUT',
    '/files/a/b/c': 'OPTIONS, GET, HEAD, PUT',
    '/tiles': 'OPTIONS, POST',
    '/tilesets/1': 'OPTIONS, POST'
  }
}, {
  what: 'all patterns that match a URL count',
  declare: (app) => {
    app.post('/jobs/search', ok).get('/jobs/:id', ok).patch('/jobs/:job_id', ok).delete('/jobs/*', ok).put('*', ok)
  },
  expected: {
    '/jobs/search': 'OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE',
    '/jobs/1': 'OPTIONS, GET, HEAD, PATCH, PUT, DELETE',
    '/jobs/1/2': 'OPTIONS, PUT, DELETE',
    '/other': 'OPTIONS, PUT'
  }
}, {
  what: 'prefixes are part of the pattern',
  declare: (app) => {
    app.register(async (api) => {
      api.get('/jobs', ok)
      api.register(async (files) => { files.put('/*', ok) }, { prefix: '/files/:user' })
      api.all('*', ok)
    }, { prefix: '/api/v1' })
  },
  expected: { '/api/v1/jobs': ALL, '/api/v1': ALL, '/api/v10': ALL, '/api': NONE, '/jobs': NONE }
}, {
  what: 'prefixes can have parameters',
  declare: (app) => {
    app.register(async (api) => {
      api.get('/jobs', ok)
      api.register(async (files) => { files.put('/*', ok) }, { prefix: '/files/:user' })
    }, { prefix: '/:tenant/v:version(^\\d+$)' })
  },
  expected: { '/a/v1/jobs': GET, '/a/v1/files/b/c/d': 'OPTIONS, PUT', '/a/v1/files/b': NONE, '/a/vx/jobs': NONE, '/jobs': NONE }
}]

testCases(cases)
