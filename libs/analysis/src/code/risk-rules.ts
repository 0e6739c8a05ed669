import type { RiskSeverity } from './code-facts';

/** A risky pattern of one line. */
export interface RiskRule {
  readonly rule: string;
  readonly severity: RiskSeverity;
  readonly message: string;
  /** Which view of the code it is looked for in: with the contents of strings, or without. */
  readonly inStrings: boolean;
  /** Every repetition in it is bounded. */
  readonly pattern: RegExp;
}

export const RISK_RULES: readonly RiskRule[] = [
  {
    rule: 'hard-coded-secret',
    severity: 'high',
    message: 'A secret seems to be written in the code; read it from the environment or a vault.',
    inStrings: true,
    pattern:
      /\b\w{0,30}(?:password|passwd|secret|api_?key|access_?token|private_?key)\w{0,10}["']?\s{0,4}(?:=|:|=>|:=)\s{0,4}["'`][^"'`\s]{6,200}["'`]/i,
  },
  {
    rule: 'private-key',
    severity: 'high',
    message: 'A private key or cloud access key is written in the code.',
    inStrings: true,
    pattern: /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b/,
  },
  {
    rule: 'sql-concatenation',
    severity: 'high',
    message: 'SQL is put together from strings; use parameters.',
    inStrings: true,
    pattern:
      /\b(?:SELECT\b.{1,120}\bFROM|INSERT\s+INTO|UPDATE\b.{1,80}\bSET|DELETE\s+FROM)\b.{0,200}(?:["'`]\s{0,4}(?:\+|\.(?!\w))\s{0,4}[\w$]|\$\{|["']\s{0,4}%\s{0,4}[\w(]|\{\w{1,40}\}|["']\.format\()/i,
  },
  {
    rule: 'dynamic-code',
    severity: 'high',
    message: 'Code is built and run at run time.',
    inStrings: false,
    pattern: /(?<![\w.])(?:eval|exec)\s{0,4}\(|\bnew\s{1,4}Function\s{0,4}\(/,
  },
  {
    rule: 'shell-command',
    severity: 'high',
    message: 'A command goes through a shell; pass arguments as a list.',
    inStrings: false,
    pattern:
      /\bos\.system\s{0,4}\(|\bshell\s{0,4}=\s{0,4}True\b|\b(?:child_process|cp)\.exec(?:Sync)?\s{0,4}\(|\b(?:execSync|shell_exec|passthru)\s{0,4}\(/,
  },
  {
    rule: 'unsafe-deserialisation',
    severity: 'high',
    message: 'Deserialising untrusted data with this can run code.',
    inStrings: false,
    pattern:
      /\bpickle\.loads?\s{0,4}\(|\byaml\.load\s{0,4}\((?!.{0,80}SafeLoader)|\bunserialize\s{0,4}\(|\bObjectInputStream\s{0,4}\(/,
  },
  {
    rule: 'unbounded-copy',
    severity: 'high',
    message: 'Copies without a length; use the bounded variant.',
    inStrings: false,
    pattern: /\b(?:strcpy|strcat|gets|sprintf|vsprintf)\s{0,4}\(/,
  },
  {
    rule: 'tls-not-verified',
    severity: 'high',
    message: 'The certificate of the other side is not checked.',
    inStrings: true,
    pattern:
      /\brejectUnauthorized["']?\s{0,4}:\s{0,4}false|\bverify\s{0,4}=\s{0,4}False\b|NODE_TLS_REJECT_UNAUTHORIZED|\bInsecureSkipVerify\s{0,4}:\s{0,4}true/,
  },
  {
    rule: 'html-injection',
    severity: 'medium',
    message: 'Text becomes HTML unescaped.',
    inStrings: false,
    pattern:
      /\.(?:innerHTML|outerHTML)\s{0,4}\+?=(?!=)|\bdocument\.write\s{0,4}\(|\bdangerouslySetInnerHTML\b|\bv-html\b/,
  },
  {
    rule: 'weak-hash',
    severity: 'medium',
    message: 'MD5 and SHA-1 are broken; use SHA-256 or a password hash.',
    inStrings: true,
    pattern:
      /\b(?:createHash|getInstance|hashlib\.new)\s{0,4}\(\s{0,4}["'](?:md5|sha-?1)["']|\b(?:hashlib\.)?(?:md5|sha1)\s{0,4}\(/i,
  },
  {
    rule: 'weak-random',
    severity: 'medium',
    message: 'This random number can be guessed; secrets need a cryptographic source.',
    inStrings: false,
    pattern:
      /(?:token|secret|password|session|nonce|otp)\w{0,20}\s{0,4}[:=].{0,60}(?:Math\.random|random\.rand|mt_rand|\brand\()/i,
  },
  {
    rule: 'world-writable',
    severity: 'medium',
    message: 'Everybody may write here.',
    inStrings: true,
    pattern: /\bchmod\b.{0,40}\b0?o?777\b/,
  },
  {
    rule: 'destructive-command',
    severity: 'medium',
    message: 'Deletes without asking; check what the path can become.',
    inStrings: true,
    pattern: /\brm\s{1,4}-(?:rf|fr)\b|\bDROP\s{1,4}(?:TABLE|DATABASE)\b|\bTRUNCATE\s{1,4}TABLE\b/i,
  },
  {
    rule: 'swallowed-error',
    severity: 'medium',
    message: 'An error is caught and dropped.',
    inStrings: false,
    pattern:
      /\bcatch\s{0,4}(?:\([^)]{0,80}\)\s{0,4})?\{\s{0,20}\}|\bexcept(?:\s[^:]{0,60})?:\s{0,4}pass\b/,
  },
  {
    rule: 'type-check-disabled',
    severity: 'low',
    message: 'A check is switched off for this place.',
    inStrings: false,
    pattern: /\bas\s{1,4}any\b|:\s{0,4}any\b(?!\w)/,
  },
  {
    rule: 'debugger',
    severity: 'low',
    message: 'Left over from debugging.',
    inStrings: false,
    pattern:
      /^\s{0,200}debugger\b|\bpdb\.set_trace\s{0,4}\(|\bbinding\.pry\b|\bbreakpoint\s{0,4}\(\)/,
  },
];
