/** A word of a private language, how it is found, and what the field says in its place. */
export interface PrivateWord {
  readonly word: string
  readonly field: string
  /** Of whole identifiers. */
  readonly identifier?: RegExp
  /** Of the parts of identifiers, as camel case has them. */
  readonly part?: RegExp
  /** Of comments and pages. */
  readonly prose?: RegExp
  /** Of the names of files and folders, without what stands before. */
  readonly file?: RegExp
  /** Only in files whose path this matches. */
  readonly within?: RegExp
  /** What is meant otherwise, and why. */
  readonly except?: { readonly match?: RegExp; readonly files?: RegExp; readonly because: string }
}

const SERVER = /^packages\/server\/src\//

/** One that is written alike in identifiers (as a part of them), in prose and in names of files. */
function everywhere(word: string, field: string, forms: string): PrivateWord {
  const whole = new RegExp(`^(${forms})$`, 'i')
  return { word, field, part: whole, prose: new RegExp(`\\b(${forms})\\b`, 'gi'), file: whole }
}

export const PRIVATE_WORDS: readonly PrivateWord[] = [
  everywhere('door', 'entry point, interface', 'doors?'),
  {
    ...everywhere('room', 'module', 'rooms?'),
    except: {
      match:
        /\b(no|more|the|make|makes|making|made|leave|leaves|left|has|have|had|is|was|be|without|enough|gives?|for|of|need|takes?|all|its queue) room\b|^makeRoom$|^ ?Room for|, or room$|, ?room$/i,
      because: 'space that is left, on a disk or in a queue',
    },
  },
  everywhere('judge', 'classify, evaluate', 'judge|judges|judged|judging|judgements?'),
  {
    word: 'EndpointSign',
    field: 'EndpointSignal',
    identifier: /^(EndpointSigns?|signs|signsOf|signOfStatus|SignOfLife)$/,
  },
  {
    ...everywhere('lane', 'fair queue, scheduler', 'lanes?'),
    except: { files: /crc64/, because: 'what a vector of numbers consists of is called so' },
  },
  {
    word: 'FlightLog, Flight',
    field: 'attempt journal, attempt in progress',
    part: /^flights?$/i,
    file: /^flight$/,
    except: {
      match: /in-?flight/i,
      because: 'what was sent and is not answered is in flight in the field as well',
    },
  },
  {
    word: 'EndpointBook',
    field: 'endpoint health registry',
    part: /^book$/i,
    file: /^book$/,
  },
  everywhere('heed', 'observe, handle', 'heed|heeds|heeded|heeding'),
  everywhere('dice', 'random number', 'dice'),
  everywhere('bell', 'wake-up signal', 'bells?'),
  {
    ...everywhere('breather', 'pause', 'breath|breathers?'),
    except: { files: /^demo\//, because: 'speech is made there, which has breath in it' },
  },
  everywhere('harmless', 'safe, idempotent', 'harmless'),
  { word: 'tone', field: 'style, color', part: /^tones?$/i, within: /\/cli\// },
  { word: 'wire.ts', field: 'schema', file: /^wire$/, within: /\/cli\// },
  {
    word: 'Parts, openParts',
    field: 'components',
    identifier: /^(Parts|openParts|parts)$/,
    within: /\/processes\//,
  },
  everywhere('patient', 'retrying', 'patient'),
  everywhere('examine', 'diagnose, check', 'examine|examines|examined|examining|examination'),
  { word: 'askTime', field: 'request deadline', identifier: /^askTime/i, file: /^ask-time$/ },
  { word: 'may', field: 'isAllowed', identifier: /^may$/, within: SERVER },
  { word: 'Deed', field: 'action', part: /^deeds?$/i, file: /^deeds?$/ },
  { word: 'shareOut', field: 'allocate', identifier: /^shareOut$/, file: /^share-out$/ },
  { word: 'goOn', field: 'continue, hasMore', identifier: /^goOn$/ },
  { word: '…Wanted', field: 'request, options', identifier: /^[A-Z]?\w*Wanted$/ },
  { word: 'refuse…', field: 'validate, assert', identifier: /^refuse[A-Z]\w*$/, file: /^refuse-/ },
  { word: 'type Place', field: 'location, slot', identifier: /^Place$/ },
  { word: 'layToRest', field: 'finalize', identifier: /^layToRest$/, prose: /\b(lay|lays|laid) to rest\b/gi },
  { word: 'Keeping', field: 'context', identifier: /^Keeping$/ },
  { word: 'Way', field: 'route, direction', identifier: /^Way$/ },
  { word: 'Recent', field: 'cache', identifier: /^Recent$/, file: /^recent$/ },
  { word: 'givenKeys, keptKeys', field: 'configured, stored', identifier: /^(givenKeys|keptKeys)$/ },
  { word: 'type Service', field: 'HTTP context', identifier: /^Service$/, within: /\/http\// },
  { word: 'bench', field: 'test harness', part: /^bench$/i, within: /^(packages|test)\// },
  { word: 'Gives …', field: 'Returns …', prose: /^\s*Gives\b/g },
  { word: 'what it came to', field: 'result', prose: /\bwhat (it|a job|they|runs|a run) came to\b/gi },
  { word: 'whoever', field: 'the caller, a client', prose: /\bwhoever\b/gi },
  { word: 'goes by', field: 'uses, follows', prose: /\b(go|goes|went) by\b/gi },
]
