import { GET, NONE, ok, testCases, type Case } from './cases.js'

// Fastify's types have `useSemicolonDelimiter` only in the deprecated place, beside `routerOptions`.
const SEMICOLONS = { useSemicolonDelimiter: true, caseSensitive: true }

const cases: Case[] = [{
  what: 'a path is found however it is encoded',
  declare: (app) => {
    app.get('/jobs', ok)
    app.post('/caf\u00e9 bar', ok)
    app.put('/a@b', ok)
    app.patch('/100%', ok)
    app.delete('/jobs::cancel', ok)
    app.post('/__proto__', ok)
  },
  expected: {
    '/%6Aobs': GET,
    '/%6aob%73': GET,
    '/caf%C3%A9%20bar': 'OPTIONS, POST',
    '/a@b': 'OPTIONS, PUT',
    '/a%40b': NONE,
    '/jobs%2F': NONE,
    '/100%25': 'OPTIONS, PATCH',
    '/jobs:cancel': 'OPTIONS, DELETE',
    '/jobs%3Acancel': NONE,
    '/__proto__': 'OPTIONS, POST',
    '/constructor': NONE
  }
}, {
  what: 'an encoded slash stays in a parameter',
  declare: (app) => { app.get('/files/:path', ok) },
  expected: { '/files/a%2Fb': GET, '/files/a/b': NONE, '/files/%2525': GET }
}, {
  what: 'a query and a fragment do not matter, and a semicolon only if it delimits',
  declare: (app) => { app.get('/jobs', ok) },
  expected: { '/jobs?x=/jobs/1': GET, '/jobs?%zz': GET, '/jobs;v=1': NONE }
}, {
  what: 'a semicolon delimits if the router says so',
  options: { routerOptions: SEMICOLONS },
  declare: (app) => { app.get('/jobs', ok) },
  expected: { '/jobs;v=1': GET, '/jobs;/1': GET }
}, {
  what: 'a slash at the end matters',
  declare: (app) => {
    app.get('/with/', ok)
    app.get('/without', ok)
  },
  expected: { '/with/': GET, '/with': NONE, '/without': GET, '/without/': NONE }
}, {
  what: 'a slash at the end does not matter if the router says so',
  options: { routerOptions: { ignoreTrailingSlash: true } },
  declare: (app) => { app.get('/with/', ok).post('/without', ok).put('/files/*', ok).delete('/x/:id/', ok) },
  expected: {
    '/with/': GET,
    '/with': GET,
    '/without': 'OPTIONS, POST',
    '/without/': 'OPTIONS, POST',
    '/without//': NONE,
    '/files/': NONE,
    '/x/1': 'OPTIONS, DELETE'
  }
}, {
  what: 'case matters',
  declare: (app) => { app.get('/Jobs/:Id(^[A-Z]+$)', ok) },
  expected: { '/Jobs/A': GET, '/jobs/A': NONE, '/Jobs/a': NONE }
}, {
  what: 'case does not matter if the router says so, but in parameters',
  options: { routerOptions: { caseSensitive: false } },
  declare: (app) => {
    app.get('/Jobs/:Id(^[A-Z]+$)', ok)
    app.post('/jobs/:JobId', ok)
  },
  expected: { '/jOBS/A': 'OPTIONS, GET, HEAD, POST', '/jobs/a': 'OPTIONS, POST', '/%4Aobs/1': 'OPTIONS, POST' }
}, {
  what: 'duplicate slashes matter',
  declare: (app) => { app.get('/jobs/all', ok) },
  expected: { '/jobs/all': GET, '//jobs/all': NONE, '/jobs//all': NONE }
}, {
  what: 'duplicate slashes do not matter if the router says so',
  options: { routerOptions: { ignoreDuplicateSlashes: true } },
  declare: (app) => {
    app.get('/jobs/all', ok)
    app.post('//x//y', ok)
  },
  expected: { '///jobs//all': GET, '/x/y': 'OPTIONS, POST', '//x/y?a=//': 'OPTIONS, POST' }
}, {
  what: 'a parameter that is too long does not match',
  options: { routerOptions: { maxParamLength: 5 } },
  declare: (app) => {
    app.get('/jobs/:id', ok)
    app.post('/jobs/:id(^\\w+$)', ok)
    app.put('/jobs/*', ok)
  },
  expected: {
    '/jobs/12345': 'OPTIONS, GET, HEAD, POST, PUT',
    '/jobs/123456': 'OPTIONS, PUT',
    '/jobs/%C3%A9%C3%A9%2F%2F%2F': 'OPTIONS, GET, HEAD, PUT',
    '/jobs/%C3%A9%C3%A9%2F%2F%2F%2F': 'OPTIONS, PUT'
  }
}, {
  what: 'the URL is the one that rewriteUrl gives',
  options: { rewriteUrl: ({ url = '/' }) => url.replace('/old', '/new') },
  declare: (app) => { app.get('/new/jobs', ok) },
  expected: { '/old/jobs': GET }
}]

testCases(cases)
