import { pixel } from '../../../examples/demo/geotiff.js'
import type { Step } from './step.js'

const RANGES = () => ({ rangeRequests: true })

/** What a page reads of replies beside their bodies, and replies that are no JSON. */
export const REPLY_STEPS: readonly Step[] = [
  {
    name: 'R1: a page reads Location and OpenEO-Identifier',
    run: async (example) => {
      const { headers } = await page.post(example, '/jobs')
      return headers.get('Location') === `${example.api}/jobs/${headers.get('OpenEO-Identifier')}`
    },
    gets: true,
    reaching: ['OPTIONS /jobs 204', 'POST /jobs 201'],
    reachingWithout: ['OPTIONS /jobs 404']
  },
  {
    name: 'R1: a page reads OpenEO-Costs and Link',
    run: async (example) => {
      const { headers } = await page.post(example, '/result')
      return [headers.get('OpenEO-Costs'), headers.get('Link')?.startsWith(`<${example.root}/logs/`)]
    },
    gets: ['0', true],
    reaching: ['OPTIONS /result 204', 'POST /result 200'],
    reachingWithout: ['OPTIONS /result 404']
  },
  {
    name: 'R3: a page reads server-sent events of a hijacked reply',
    run: ({ root }) => new Promise((resolve, reject) => {
      const source = new EventSource(`${root}/events`)
      source.onmessage = ({ data }) => {
        source.close()
        resolve(data)
      }
      // No reason is given here either.
      source.onerror = () => {
        source.close()
        reject(new Error('refused'))
      }
    }),
    gets: 'finished',
    reaching: ['GET /events 200'],
    reachingWithout: ['GET /events 200']
  },
  {
    name: 'R1: a viewer reads a window of a cloud-optimised GeoTIFF by byte ranges',
    options: RANGES,
    run: async (example) => {
      const tiff = await GeoTIFF.fromUrl(`${example.root}/image/private.tif`, { headers: page.authorizationOf(example) })
      const image = await tiff.getImage()
      const [band] = await image.readRasters({ window: [100, 200, 102, 202] })
      return [image.getBoundingBox(), Array.from(band as Uint16Array)]
    },
    gets: [[0, 0, 10, 10], [pixel(100, 200), pixel(101, 200), pixel(100, 201), pixel(101, 201)]],
    // The header, the directory, and the one tile that the window is in.
    reaching: Array.from({ length: 3 }, () => ['OPTIONS /image/private.tif 204', 'GET /image/private.tif 206']).flat(),
    reachingWithout: ['OPTIONS /image/private.tif 404']
  },
  {
    name: 'R1: a page reads Content-Range and Accept-Ranges',
    options: RANGES,
    run: async (example) => await page.readRange(`${example.root}/image/public.tif`, 'bytes=0-15'),
    gets: [206, 'bytes 0-15/131486', 'bytes'],
    reaching: ['GET /image/public.tif 206'],
    reachingWithout: ['GET /image/public.tif 206']
  },
  {
    name: 'O2: a page reads the last bytes, which no page may ask for without a preflight',
    options: RANGES,
    run: async (example) => await page.readRange(`${example.root}/image/public.tif`, 'bytes=-16'),
    gets: [206, 'bytes 131470-131485/131486', 'bytes'],
    reaching: ['OPTIONS /image/public.tif 204', 'GET /image/public.tif 206'],
    reachingWithout: ['OPTIONS /image/public.tif 404']
  },
  {
    name: 'R1: a page does not read Content-Range and Accept-Ranges unless ranges are asked for in the options',
    run: async (example) => await page.readRange(`${example.root}/image/public.tif`, 'bytes=0-15'),
    gets: [206, null, null],
    reaching: ['GET /image/public.tif 206'],
    reachingWithout: ['GET /image/public.tif 206']
  },
  {
    name: 'O2: the browser does not ask for the last bytes unless ranges are asked for in the options',
    run: async (example) => await page.readRange(`${example.root}/image/public.tif`, 'bytes=-16'),
    reaching: ['OPTIONS /image/public.tif 204'],
    reachingWithout: ['OPTIONS /image/public.tif 404']
  }
]
