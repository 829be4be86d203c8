import { readEvents, send, sendFromFrame } from './exchanges.js'
import { PROCESS, readError } from './session.js'

/* global Connection, GeoTIFF */

/** Errors, replies that are no JSON, and who may read. */
export const OTHER_GROUPS = [{
  title: 'Read errors',
  steps: [{
    title: '400: a request that is wrong',
    about: 'A web service of a type that the back-end does not have.',
    run: ({ connection }) => readError(connection.createService(PROCESS, 'none'))
  }, {
    title: '401: nobody has logged in',
    about: 'The reply comes from the authentication, before any route. It is easily forgotten.',
    run: ({ api }) => readError(new Connection(api).describeAccount())
  }, {
    title: '404: a job that is not there',
    about: 'Without the headers a page could not tell this from a server that is down.',
    run: ({ connection }) => readError(connection.getJob('none'))
  }, {
    title: '404: a path that is not there',
    about: 'There is no route at all, and still the preflight needs a good answer.',
    run: ({ connection }) => readError(connection.describeProcess('process', 'namespace'))
  }, {
    title: '400: a malformed URL',
    about: 'Fastify refuses it before any plugin’s hooks, the preflight too. The plugin’s frameworkErrors adds the headers.',
    remedy: 'Fastify itself has answered. The plugin’s frameworkErrors answers in its place.',
    run: ({ connection }) => readError(connection.getJob('%E0'))
  }, {
    title: '500: a mistake in the back-end',
    about: 'Users want the id of such an error, to report it. It is in the body, which a page reads only with the CORS headers. Many servers lose them when a handler throws.',
    run: ({ root }) => readError(new Connection(`${root}/demo`).describeCollection('broken'))
  }]
}, {
  title: 'Other replies than JSON',
  steps: [{
    title: 'Follow the progress by events',
    about: 'Server-sent events: the handler takes the reply over, and writes to the connection itself. The plugin’s headers are on the reply before, so the handler can copy them. A stream without them is closed at once.',
    run: async ({ root }) => {
      const events = await readEvents(`${root}/demo/events`)
      return `The page got the events one by one: ${events.map(({ progress }) => `${progress} %`).join(', ')}.`
    }
  }, {
    title: 'Read a window of a large image',
    about: 'geotiff.js reads a cloud-optimised GeoTIFF in pieces, by the header Range: what is in the file, and then only the tile that it needs. The plugin’s option rangeRequests lets it read in Content-Range which piece came.',
    shown: 1,
    run: async ({ root }) => {
      // By XMLHttpRequest, as the openEO client does it.
      const tiff = await GeoTIFF.fromUrl(`${root}/demo/image.tif`, { forceXHR: true })
      const image = await tiff.getImage()
      const [[value]] = await image.readRasters({ window: [100, 200, 101, 201] })
      // The library has it from Content-Range. It goes on without, but then it does not know.
      const { fileSize } = tiff.source
      if (!fileSize) throw new Error('The page does not learn how large the file is, as Content-Range is hidden.')
      return `The page read the value ${value} of one pixel. Content-Range says that the file has ${fileSize} bytes in all.`
    }
  }, {
    title: 'Read what was passed on',
    about: 'The back-end passes on the reply of another server, as a proxy does. That server has an Access-Control-Allow-Origin of its own, for somebody else.',
    run: async ({ root }) => {
      const { status } = await send(`${root}/demo/passed-on`)
      return `The page reads the reply, with status ${status}.`
    }
  }]
}, {
  title: 'Special cases',
  steps: [{
    title: 'Send a cookie along',
    about: 'The first reply sets a cookie, which the browser sends with the second request. With credentials a reply must also have Access-Control-Allow-Credentials, and name the origin: a * will not do.',
    run: async ({ root }) => {
      const value = Math.random().toString(36).slice(2)
      await send(`${root}/demo/cookie/${value}`, { credentials: 'include' })
      const { received } = await (await send(`${root}/demo/cookie/${value}`, { credentials: 'include' })).json()
      if (received !== value) throw new Error('The cookie did not come back.')
      return 'The cookie came back, and the page reads the reply that says so.'
    }
  }, {
    title: 'A redirect',
    about: 'The browser follows it by itself. But both replies must name the page’s origin, the redirect as well as what it leads to.',
    run: async ({ root }) => {
      const { status, url } = await send(`${root}/demo/moved`)
      return `The page was led to ${new URL(url).pathname}, and reads the reply, with status ${status}.`
    }
  }, {
    title: 'A method that is not there',
    about: 'There is no PUT for collections. The browser learns it from the preflight, and does not send the request.',
    refusal: {
      with: [
        'The preflight’s answer lists the methods that this path has. PUT is not among them, so the browser did not send it.',
        'The back-end never saw the request. Nothing was changed there.'
      ],
      fastifyCors: [
        'PUT is not among the methods of the preflight’s answer, so the browser did not send it.',
        'But this answer is the same for every path: PUT is not allowed where the back-end has it either. See “Upload a file”.'
      ]
    },
    leftOut: 'Without CORS every PUT is blocked, so this one shows nothing.',
    run: async ({ api }) => {
      const { status } = await send(`${api}/collections`, { method: 'PUT' })
      return `The browser sent it, and got the status ${status}.`
    }
  }, {
    title: 'An origin that is not on the list',
    about: 'Another back-end, with the plugin and a list of origins. Only https://editor.openeo.org is on it, and so this page may not read.',
    refusal: {
      with: [
        'The request reached the back-end, and it replied. But this page’s origin is not on its list, so the reply does not name it, and the browser keeps it back.',
        'CORS decides who may read a reply. Who may ask is for the login to decide.'
      ]
    },
    leftOut: 'This step is about the plugin’s option origin. Choose “This plugin” to see it.',
    run: async ({ listed }) => {
      const { status } = await send(`${listed}/api/v1/collections`)
      return `The page reads the reply, with status ${status}.`
    }
  }, {
    title: 'A frame without an origin',
    about: 'A sandboxed frame has no origin of its own. Its requests say “Origin: null”. The first back-end has the option origin: true, which echoes every origin, and so this one too. That follows from the option, and is no success: any page can have such a frame. The second back-end has a list. No list has null.',
    refusal: {
      with: [
        'The request reached the back-end, and it replied. But null is on no list, so the browser keeps the reply back.',
        'Use a list if your back-end trusts cookies.'
      ]
    },
    leftOut: 'This step is about the plugin’s option origin. Choose “This plugin” to see it.',
    run: async ({ api, listed }) => {
      await sendFromFrame(`${api}/collections`)
      const { status } = await sendFromFrame(`${listed}/api/v1/collections`)
      return `The frame reads the second reply too, with status ${status}.`
    }
  }]
}]
