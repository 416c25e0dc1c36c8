// The import directions of ARCHITECTURE.md as lint rules: a room imports itself, and what stands here with the reason.
const SOURCE = './packages/server/src'

const LEVEL_0_AND_1 = ['base', 'protocol', 'db', 'storage', 'media']
const LEVEL_2 = [
  'buckets',
  'queues',
  'jobs',
  'workflows',
  'batches',
  'callbacks',
  'keys',
  'templates',
  'tags',
]

const rooms = [
  { room: 'base', may: [], because: 'base knows no domain word, so that everything can stand on it' },
  {
    room: 'protocol',
    may: ['base'],
    because: 'the wire is pure: it can be tested and read without a service',
  },
  { room: 'db', may: ['base'], because: 'the database handle must not know whose tables it holds' },
  {
    room: 'storage',
    may: ['base'],
    because: 'blobs are bytes with an id; what they mean is a row elsewhere',
  },
  {
    room: 'media',
    may: ['base'],
    because: 'children run whatever module they are given, and no child opens the database',
  },
  {
    room: 'buckets',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'queues',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'jobs',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'workflows',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'batches',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'keys',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'templates',
    may: ['base', 'protocol', 'db'],
    because: 'it keeps parameters that only a tag can read: engine joins the two',
  },
  {
    room: 'callbacks',
    may: ['base', 'db'],
    because: 'delivery knows frozen bytes and an address, never a job',
  },
  {
    room: 'tags',
    may: ['base', 'protocol', 'media', 'storage'],
    because: 'a tag turns files into files: it sees neither the database nor another tag',
  },
  {
    room: 'engine',
    may: [...LEVEL_0_AND_1, ...LEVEL_2],
    because: 'a transaction spans the rooms below and must not know which door asked for it',
  },
  {
    room: 'worker',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine'],
    because: 'a door uses the engine, never another door',
  },
  {
    room: 'http',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine'],
    because: 'a door uses the engine, never another door',
  },
  {
    room: 'doctor',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine', 'config'],
    because: 'it asks each room how it is, and must not know which door asked for it',
  },
  {
    room: 'cli',
    may: ['base', 'config'],
    because: 'the command line is a client of the management API and starts the service, no more',
  },
]

/** @type {{ target: string, from: string, except: string[], message: string }[]} */
export const roomZones = rooms.map(({ room, may, because }) => ({
  target: `${SOURCE}/${room}`,
  from: SOURCE,
  except: [room, ...may].map((name) => `./${name}`),
  message: `${room} may import ${may.length === 0 ? 'no other room' : may.join(', ')}: ${because}.`,
}))
