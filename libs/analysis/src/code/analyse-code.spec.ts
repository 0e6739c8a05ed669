import { analyseCode } from './analyse-code';
import { detectCodeLanguage } from './detect-code-language';

const facts = (source: string, title?: string) => analyseCode(source, title).facts;
const rulesIn = (source: string, title?: string) =>
  facts(source, title).risks.map(({ rule, line }) => `${rule} ${line}`);

const SAMPLES: Readonly<Record<string, string>> = {
  typescript:
    "import { a } from './a';\nexport interface User { id: string }\nexport async function load(id: string): Promise<User> {\n  const rows: User[] = await a(id);\n  return rows[0];\n}\n",
  javascript:
    "const fs = require('fs');\nfunction read(name) {\n  if (name === '') return null;\n  return fs.readFileSync(name);\n}\nmodule.exports = { read };\n",
  python:
    'import os\n\ndef load(path):\n    if path is None:\n        return None\n    with open(path) as f:\n        return f.read()\n',
  java: 'package app;\nimport java.util.List;\npublic class Main {\n  @Override\n  public String toString() { return "x"; }\n}\n',
  kotlin:
    'package app\n\ndata class User(val id: String)\n\nfun main() {\n    val user = User("a")\n    println(user)\n}\n',
  csharp:
    'using System;\nnamespace App {\n  class Program {\n    static void Main() { Console.WriteLine("x"); }\n  }\n}\n',
  c: '#include <stdio.h>\n\nint main(void) {\n  printf("x");\n  return 0;\n}\n',
  cpp: '#include <iostream>\n#include <vector>\n\nint main() {\n  std::vector<int> v;\n  std::cout << v.size();\n}\n',
  go: 'package main\n\nfunc main() {\n\tx := load()\n\tif err != nil {\n\t\tpanic(err)\n\t}\n}\n',
  rust: 'use std::fs;\n\npub fn load(path: &str) -> Result<String, Error> {\n    let mut x = fs::read(path).unwrap();\n    println!("{}", x);\n}\n',
  ruby: "require 'json'\n\ndef load(path)\n  items.each do |item|\n    puts item\n  end\nend\n",
  php: '<?php\n$name = $_GET["name"];\necho $this->render($name);\n',
  sql: 'SELECT id, name\nFROM users\nWHERE id = 1;\nUPDATE users SET name = null;\n',
  shell: '#!/bin/bash\nif [[ -f "$1" ]]; then\n  echo found\nfi\n',
  html: '<!DOCTYPE html>\n<html>\n<body>\n<p>Hello</p>\n</body>\n</html>\n',
  css: '.button {\n  color: red;\n  margin: 0 auto;\n}\n\n@media print {\n}\n',
  json: '{ "a": [1, 2, 3] }',
  yaml: 'name: build\non:\n  push:\n    branches:\n      - main\n',
};

describe('the language of code', () => {
  it.each(Object.entries(SAMPLES))('%s', (language, source) => {
    expect(detectCodeLanguage(source).name).toBe(language);
  });

  it('is the one the file name says', () => {
    expect(detectCodeLanguage('x = 1', 'main.rs')).toEqual({ name: 'rust', confidence: 1 });
    expect(detectCodeLanguage('x', 'A title. With dots').name).toBe('unknown');
    expect(detectCodeLanguage('x', 'a.constructor').name).toBe('unknown');
  });

  it('is unknown for prose', () => {
    expect(detectCodeLanguage('Hello, this is a letter.').name).toBe('unknown');
  });
});

describe('the facts of code', () => {
  it('count lines by what they hold', () => {
    const source = '// one\n\nlet a = 1; // two\n/* three\nfour */\nlet b = "// no comment";\n';
    expect(facts(source, 'a.js')).toMatchObject({
      lines: { total: 7, code: 2, comment: 3, blank: 2, long: 0 },
      commentRatio: 0.6,
    });
  });

  it('count decisions, and none in comments and strings', () => {
    const source =
      '// if if if\nfunction f(a) {\n  if (a && b) return "if (x || y)";\n  else if (c) return d ? 1 : 2;\n  for (const x of y) while (z) z?.w;\n  return a ?? b;\n}\n';
    // if, &&, if, ?, for, while, ??
    expect(facts(source, 'a.js').cyclomaticComplexity).toBe(8);
    expect(facts('', 'a.js').cyclomaticComplexity).toBe(1);
  });

  it('measure nesting by braces, and by indentation where there are none', () => {
    expect(facts('function f() { if (a) { b("{{{"); } }', 'a.js').maxNesting).toBe(2);
    expect(facts('def f():\n  if a:\n    b()\n', 'a.py').maxNesting).toBe(2);
  });

  it('take a docstring for a comment', () => {
    expect(facts('def f():\n    """Says # what."""\n    return 1\n', 'a.py').lines).toMatchObject({
      code: 2,
      comment: 1,
    });
  });

  it('find markers in comments only, with their lines', () => {
    const source = '// TODO: first\nlet TODO = 1;\n/* FIXME(ada) second */\n';
    expect(facts(source, 'a.js').markers).toEqual([
      { marker: 'TODO', line: 1, note: 'first' },
      { marker: 'FIXME', line: 3, note: 'ada) second */' },
    ]);
  });

  it('name long lines', () => {
    expect(facts(`a\n${'x'.repeat(121)}\n`, 'a.js').longLines).toEqual([2]);
  });

  it('of nothing are zero', () => {
    expect(facts('')).toMatchObject({
      lines: { total: 0, code: 0, comment: 0, blank: 0, long: 0 },
      commentRatio: 0,
      maxNesting: 0,
      risks: [],
    });
  });
});

describe('risky patterns', () => {
  it.each([
    ['hard-coded-secret', 'const password = "hunter2hunter2";'],
    ['hard-coded-secret', "api_key: 'abcdef123456'"],
    ['private-key', 'const key = "-----BEGIN RSA PRIVATE KEY-----";'],
    ['sql-concatenation', 'db.query("SELECT * FROM users WHERE id = " + id);'],
    ['sql-concatenation', 'db.query(`DELETE FROM users WHERE id = ${id}`);'],
    ['dynamic-code', 'return eval(input);'],
    ['shell-command', 'child_process.exec(command);'],
    ['tls-not-verified', 'const agent = { rejectUnauthorized: false };'],
    ['html-injection', 'element.innerHTML = text;'],
    ['weak-hash', "createHash('md5')"],
    ['weak-random', 'const token = Math.random();'],
    ['swallowed-error', 'try { a(); } catch (e) {}'],
    ['destructive-command', 'run("rm -rf /tmp/x");'],
    ['debugger', 'debugger;'],
  ])('%s: %s', (rule, line) => expect(rulesIn(`\n${line}\n`, 'a.js')).toContain(`${rule} 2`));

  it.each([
    ['os.system(command)', 'shell-command 1'],
    ['subprocess.run(command, shell=True)', 'shell-command 1'],
    ['pickle.loads(data)', 'unsafe-deserialisation 1'],
    ['yaml.load(text)', 'unsafe-deserialisation 1'],
    ['requests.get(url, verify=False)', 'tls-not-verified 1'],
  ])('in Python: %s', (line, found) => expect(rulesIn(line, 'a.py')).toContain(found));

  it.each([
    '// eval(input)',
    'const note = "eval(input)";',
    'const password = process.env.PASSWORD;',
    'db.query("SELECT * FROM users WHERE id = $1", [id]);',
    'const evaluated = evaluate(input);',
    'element.textContent = text;',
    'if (element.innerHTML === "") return;',
    'yaml.load(text, Loader=SafeLoader)',
  ])('are not seen in %s', (line) => expect(rulesIn(line, 'a.js')).toEqual([]));

  it('do not repeat the secret they found', () => {
    expect(JSON.stringify(facts('const password = "hunter2hunter2";', 'a.js'))).not.toContain(
      'hunter2',
    );
  });

  it('are listed up to fifty', () => {
    expect(facts('eval(a);\n'.repeat(500), 'a.js').risks).toHaveLength(50);
  });
});
