/**
 * Words of VADER's lexicon that describe the state of a system rather than somebody's attitude. They count as neutral
 * wherever they stand: "fatal error: abort" is a fact, "I hate this" an opinion.
 */
const ALWAYS = `abort aborted aborting aborts abandon abandoned accept accepted accepting accepts active alarm alarms alert alerts alive allow
  argument arguments assert attachment attachments attack attacked attacker attackers attacks avoid avoided avoids backed block blocked
  blocking blocks broke broken bug bugs cancel canceled cancelled cancelling cancels certain challenge challenges charged charges clean
  cleaner clear cleared clears collapse collapsed collapses collision collisions commit commits commitment committed conflict conflicting
  conflicts contention corrupt corrupted corruption crash crashed crashes crashing create created creates critical daemon deadlock deadlocks defect
  defects delay delayed delays denied denies deny depress destroy destroyed destroys destructive destructor determined dirty discard discarded
  disconnect disconnected drop dropped dropping drops emergency empty energy error errors escape escapes exploit exploited exploiting exploits
  fail failed failing fails failure failures fatal fatality fault faults faulty focused forbidden forced freeze frozen granted guarantee
  hazard help hostile ignore ignored ignores important inability interrupt interrupted interrupting interruption interrupts invalid
  isolated isolation issue issues join killer lag lagging leak leaked leaking leaks limited limitation limitations limits lose loses losing
  loss losses mandatory matter matters mature miss missed misses missing natural no number obsolete ok okay opportunity overload overloaded
  panic panicked panics please poison poisoned pressure prevent prevented prevents problem problems ready refuse refused refuses regret
  reject rejected rejecting rejects resolve resolved resolves restrict restricted restriction restricts risk risks risky safe safely safer
  safety scare secure secured secures security severe share shared shares sharing solution solutions solve solved solves special stall stalled
  stop stopped stopping stops strong strongly stuck support supported supporter supporting supports suspend suspended suspicious threat
  threats top trap trapped traps true trust trusted unable unsafe unstable unsupported urgent useful validate validated validates validating
  value values victim violate violated violates violating violation violations vulnerable vulnerability vulnerabilities war warn warned
  warning warnings warns weak weakness yes`;

/** Words that are technical only beside a technical noun: "kills the process", "dead lock", "free memory". */
const BESIDE_A_NOUN = `bad damage damaged dead dying die died dies execution free freed freeing frees garbage good hang hell innocent kill killed killing kills like
  lost master natural orphan orphaned orphans play race slave strange wrong zombie zombies terminate terminated terminates terminating wasted
  wasting worst best better worse worthless`;

const NOUNS = `address allocation array await batch block branch broker buffer byte bytes cache certificate channel child children class cluster code
  collection collector column command config configuration connection connections container containers cpu credentials cron data database
  deadline deployment disk driver endpoint event exception field file files flag format function gateway handle handler heap host index input
  instance instances item job jobs key kernel key leader letter letters line link links load lock locks log loop memory merge message messages
  method mode module mutex node nodes object offset option output packet packets page parent parameter password path payload pid pod pods
  pointer pool port process processes program query queue queues reader record records replica request requests response result row rows
  scheduler schema script section segment server servers service services session sessions signal slave socket space sql state status stream
  string syntax table task tasks thread threads timeout timer token transaction transactions type url user utf-8 value variable version volume
  watchdog worker workers write writer zombie`;

const setOf = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));
const ALWAYS_TECHNICAL = setOf(ALWAYS);
const TECHNICAL_BESIDE_A_NOUN = setOf(BESIDE_A_NOUN);
const TECHNICAL_NOUNS = setOf(NOUNS);

/** How many words away a technical noun may stand. */
const NOUN_DISTANCE = 2;
const PERSONS = new Set(['me', 'us', 'him', 'her', 'them', 'people']);

/** Whether the word at `index` describes a system, judged by itself and its neighbours. `words` are in lower case. */
export function isTechnicalUse(words: readonly string[], index: number): boolean {
  const word = words[index] ?? '';
  if (ALWAYS_TECHNICAL.has(word)) return true;
  if (!TECHNICAL_BESIDE_A_NOUN.has(word) || PERSONS.has(words[index + 1] ?? '')) return false;
  return words
    .slice(Math.max(0, index - NOUN_DISTANCE), index + NOUN_DISTANCE + 1)
    .some((neighbour) => neighbour !== word && TECHNICAL_NOUNS.has(neighbour));
}
