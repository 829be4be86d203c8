// openEO, "File Storage": a user's own files.

import { create } from 'content-disposition'
import { OpeneoError, find } from './errors.js'
import { noContent, now, responds } from './routes.js'

const BYTES = 'application/octet-stream'
const LARGEST = 50 * 1024 * 1024

export async function files (api) {
  // Here, and only here, a body is not JSON but bytes.
  api.removeAllContentTypeParsers()
  api.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (request, body, done) => done(null, body))

  const describe = (path, { content, modified }) => ({ path, size: content.length, modified })

  function requested ({ params: { '*': path }, user }) {
    if (Array.from(user.files.keys()).some(name => name.startsWith(`${path}/`))) {
      throw new OpeneoError(400, 'FileOperationUnsupported', 'The path is a folder.')
    }
    return find(user.files, path, 'FileNotFound', 'File')
  }

  api.get('/files', async ({ user }) => ({
    files: Array.from(user.files, ([path, file]) => describe(path, file)),
    links: []
  }))
  api.get('/files/*', { schema: responds(BYTES) }, async (request, reply) => {
    const { content } = requested(request)
    const name = request.params['*'].split('/').at(-1)
    return reply.type(BYTES).header('Content-Disposition', create(name)).send(content)
  })
  // Fastify takes 1 MiB unless told otherwise.
  api.put('/files/*', { bodyLimit: LARGEST }, async ({ params: { '*': path }, body, user }) => {
    if (/[\\:'"\p{Cc}]/u.test(path) || path.split('/').some(name => ['', '.', '..'].includes(name))) {
      throw new OpeneoError(400, 'FilePathInvalid', 'File path is invalid.')
    }
    // An empty file may come without any body.
    const file = { content: body ?? Buffer.alloc(0), modified: now() }
    user.files.set(path, file)
    return describe(path, file)
  })
  api.delete('/files/*', async (request, reply) => {
    requested(request)
    request.user.files.delete(request.params['*'])
    return noContent(reply)
  })
}
