import { wordsOf } from '../text/words';
import { detectLanguage } from './detect-language';

const detect = (text: string) => detectLanguage(wordsOf(text));

/** Short texts as they come in issue titles and comments. */
const LABELLED: readonly (readonly [string, string])[] = [
  ['en', 'Test issue'],
  ['en', 'login fails'],
  ['en', 'docker build fails on arm64'],
  ['en', 'null pointer exception in foo.bar()'],
  ['en', 'The server crashes when saving a file'],
  ['en', 'Please add dark mode'],
  ['en', 'Memory leak in the websocket handler'],
  ['en', 'Typo in README'],
  ['en', 'How do I rotate the API keys?'],
  ['en', 'Payment fails with error 500 at checkout'],
  ['de', 'Fehler beim Speichern der Datei'],
  ['de', 'Der Server stürzt beim Start ab'],
  ['de', 'Ich kann mich nicht anmelden'],
  ['fr', 'Bonjour tout le monde'],
  ['fr', 'Le serveur ne répond plus'],
  ['fr', "Impossible d'enregistrer le fichier"],
  ['es', 'La aplicación falla al guardar'],
  ['es', 'No puedo iniciar sesión'],
  ['it', 'Il server non risponde più'],
  ['pt', 'O servidor não responde'],
  ['nl', 'De server reageert niet meer'],
  ['cs', 'Aplikace spadne při ukládání'],
  ['cs', 'Nejde se přihlásit'],
  ['pl', 'Aplikacja nie działa po aktualizacji'],
  ['ru', 'Сервер не отвечает на запросы'],
  ['ja', 'サーバーが落ちる'],
  ['zh', '服务器崩溃了'],
  ['ko', '서버가 응답하지 않습니다'],
  ['he', 'שלום עולם'],
  ['ar', 'مرحبا بالعالم'],
  ['el', 'Ο διακομιστής δεν απαντά'],
  ['th', 'เซิร์ฟเวอร์ไม่ตอบสนอง'],
];

describe('detecting the language', () => {
  it('is right for at least 29 of 32 short texts', () => {
    const wrong = LABELLED.filter(([language, text]) => detect(text).tag !== language);
    expect(wrong.map(([, text]) => text).length).toBeLessThanOrEqual(3);
  });

  it('is certain about a whole paragraph', () => {
    const guess = detect(
      'The login page throws an error after the last deploy. Nobody can sign in, and the logs do not say why.',
    );
    expect(guess).toMatchObject({ tag: 'en', reliable: true });
  });

  it('says that a text of two words is no sure ground', () => {
    expect(detect('Test issue').reliable).toBe(false);
  });

  it.each(['', 'ok', '12345', '🎉🎉', '???', 'a1b2c3d4e5f6'])('does not guess at %j', (text) =>
    expect(detect(text)).toMatchObject({ tag: 'und', reliable: false }),
  );

  it('does not mistake Japanese for Chinese because of its Kanji', () => {
    expect(detect('画面表示速度改善について').tag).toBe('ja');
  });

  it('has a confidence between 0 and 1', () => {
    for (const [, text] of LABELLED) {
      const { confidence } = detect(text);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });
});
