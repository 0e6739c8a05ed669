/** Function words by ISO 639-1 language: they separate phrases, and tell languages apart in short texts. */
const LISTS: Readonly<Record<string, string>> = {
  en: `a about above after again against all also although am an and any are aren't as at be because been before
    being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
    each either else even ever every few for from further get gets getting got had has hasn't have haven't having he her
    here hers him his how however i i'd i'll i'm i've if in into is isn't it it's its itself just let like made make many
    may me might more most much must my myself neither never no nor not now of off often on once one only or other ought
    our ours out over own per please quite rather really same shall she should shouldn't since so some still such than
    that that's the their theirs them then there there's these they they're this those though through thus to together too
    under until up upon us very via was wasn't we we're well were weren't what when where whether which while who whom whose
    why will with within without won't would wouldn't yet you you're your yours`,
  de: `aber alle als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den der des deshalb dich die
    dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euer für gegen hab habe
    haben hat hatte hier ich ihm ihn ihr im in ins ist ja jede jeder jetzt kann kein keine können man mehr mein mich mir mit muss
    müssen nach nicht noch nur ob oder ohne sehr sein seine seit sich sie sind so soll sollte über um und uns unter vom von vor
    war waren was weil wenn wer werden wie wieder will wir wird wo wurde zu zum zur zwischen`,
  fr: `à afin ai ainsi alors après au aucun aussi autre aux avant avec avoir ayant c'est car ce cela ces cet cette chaque comme
    comment d'un d'une dans de depuis des deux doit donc du elle elles en entre est et étaient était être eu fait faire il ils
    j'ai je jusqu l'on la le les leur leurs lors lorsque lui ma mais me même mes mon ne ni nos notre nous on ont ou où par parce
    pas pendant peu peut plus pour pourquoi quand que quel quelle qu'il qui quoi s'il sa sans se ses si son sont sous sur ta te
    tous tout toute toutes très trop tu un une vos votre vous y`,
  es: `a al algo algunos ante antes aquí así aunque cada como cómo con contra cual cuando cuándo de del desde donde dónde dos el él
    ella ellos en entre era es esa ese eso esta está están estas este esto estos fue ha han hasta hay la las le les lo los más me
    mi mientras muy nada ni no nos nosotros o os otra otro para pero poco por porque pues que qué quien se sea según ser si sí
    sin sobre son su sus también tan te tiene todo todos tu un una uno unos y ya yo`,
  it: `a ad al alla allo anche avere che chi ci come con contro cosa cui da dal dalla de degli dei del della delle di dopo dove e è
    ed era essere fa fra gli ha hanno ho i il in io la le lei lo loro lui ma me mi mia mio molto ne nel nella non o per perché più
    poi quando quanto quella quello questa questo qui se sei senza si sia sono su sua sul suo tra tu tutti tutto un una uno vi voi`,
  pt: `a à ao aos as até cada com como da das de dela dele depois do dos e é ela elas ele eles em entre era essa esse esta está este
    eu foi há isso isto já mais mas me mesmo meu minha muito na nas não nem no nos o os ou para pela pelo pode por porque quando que
    quem se sem ser seu sua são só também te tem todo tu um uma você`,
  nl: `aan al alles als bij daar dan dat de deze die dit doch doen door dus een en er ge geen haar had heb hebben heeft hem het hier
    hij hoe hun iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat ons ook op
    over te tegen toch toen tot u uit uw van veel voor want waren was wat werd wie wij wil worden zal ze zich zij zijn zo zonder zou`,
  cs: `a aby aj ale ani ano až bez být bude by byl byla bylo byly co což další do ho i já jak jako je jeho její jejich jen ještě ji jiné
    již jsem jsme jsou k kam kde kdo když ke která které který kteří ku má mě mezi mi mít mně mnou může my na nad nám není než nic o
    od on pak po pod podle pokud pro proč proto protože před při s se si sice sám svou své ta tak také tam te tedy ten tento ti to toho
    tohle tom tomto tu už v ve vedle více však vše všechny z za zda zde ze že`,
  pl: `a aby ale bardzo bez być był była było były bo co czy dla do gdy gdzie go i ich ile im in ja jak jako jej jest jeszcze już kiedy
    która które który ma mi mnie może na nad nie niż o od on ona oni po pod przed przez przy się są tak także tam te tego ten to tu ty w
    we więc z za ze że`,
  sv: `alla att av blev bli blir de dem den denna deras dess det detta dig din du där då efter ej eller en er ett från för ha hade han
    har henne hennes hon hos hur här i icke inte ja jag kan kunde man med mellan men mig min mitt mot mycket ni nu när någon något några
    och om oss på samma sedan sig sin ska skulle som så till under upp ut utan vad var varför vem vi vid vilken är över`,
  ja: `の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの あり まで
    られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし ます です とき`,
  zh: `的 了 在 是 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 时 与 及 等 或 被 把 对 从 并 而 但 他 她 它 我们`,
};

const SETS = new Map(
  Object.entries(LISTS).map(([language, list]) => [language, new Set(list.trim().split(/\s+/))]),
);

/** The languages that have a list, by ISO 639-1 tag. */
export const STOP_WORD_LANGUAGES: readonly string[] = [...SETS.keys()];

/** The function words of `language`; those of English where there is no list. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  return SETS.get(language) ?? SETS.get('en') ?? new Set();
}
