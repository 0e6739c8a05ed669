import { createHash } from 'node:crypto';
import { splitStatements, type SqlStatement } from './sql-statements';

/** First line of a file whose statements run one by one, each in a transaction of its own. */
const NO_TRANSACTION = '-- strata: no transaction';

const TRANSACTION_CONTROL = /^(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT)\b/i;

/** The SQL of one direction of a migration. */
export class MigrationFile {
  /** The file's name, for messages. */
  readonly fileName: string;
  readonly sql: string;
  /** Whether it runs as a whole or not at all. */
  readonly transactional: boolean;
  readonly statements: readonly SqlStatement[];

  constructor(fileName: string, content: string) {
    this.fileName = fileName;
    this.sql = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
    this.transactional = !this.sql.startsWith(NO_TRANSACTION);
    this.statements = splitStatements(this.sql);
  }

  /** SHA-256 (hex) of the text, whatever line ends the checkout has. */
  get checksum(): string {
    return createHash('sha256').update(this.sql).digest('hex');
  }

  /** The first statement that begins or ends a transaction. */
  get transactionControl(): SqlStatement | undefined {
    return this.statements.find(({ code }) => TRANSACTION_CONTROL.test(code));
  }
}
