import { ApiProperty } from '@nestjs/swagger';
import type { StoredResult } from '@strata/analysis';
import { CodeFactsDto, toCodeFactsDto } from './code-facts.dto';
import { SuggestionDto, toSuggestionDto } from './suggestion.dto';

class LanguageDto {
  @ApiProperty({ description: 'ISO 639-1, or `und` when the text says too little.', example: 'en' })
  tag!: string;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.87 })
  confidence!: number;

  @ApiProperty({ description: 'False for short and ambiguous texts.', example: true })
  reliable!: boolean;

  @ApiProperty({ type: [String], example: ['nl'] })
  alternatives!: readonly string[];
}

class PhraseDto {
  @ApiProperty({ example: 'login page' })
  text!: string;

  @ApiProperty({ description: 'RAKE score.', example: 4 })
  score!: number;

  @ApiProperty({ example: 2 })
  count!: number;
}

class NamesDto {
  @ApiProperty({ type: [String], example: ['Jana Nováková'] })
  people!: readonly string[];

  @ApiProperty({ type: [String], example: ['Prague'] })
  places!: readonly string[];

  @ApiProperty({ type: [String], example: [] })
  organisations!: readonly string[];
}

class SentimentDto {
  @ApiProperty({ enum: ['positive', 'neutral', 'negative'], example: 'negative' })
  label!: string;

  @ApiProperty({ minimum: -1, maximum: 1, example: -0.42 })
  compound!: number;

  @ApiProperty({ example: 0 })
  positive_sentences!: number;

  @ApiProperty({ example: 1 })
  neutral_sentences!: number;

  @ApiProperty({ example: 1 })
  negative_sentences!: number;

  @ApiProperty({
    type: [String],
    description: 'Technical words that were not taken for a feeling.',
    example: ['crash'],
  })
  neutralised!: readonly string[];
}

class ReadabilityDto {
  @ApiProperty({ description: 'About 90 reads very easily, 30 is very hard.', example: 68.2 })
  flesch_reading_ease!: number;

  @ApiProperty({ description: 'US school years.', example: 6.4 })
  flesch_kincaid_grade!: number;

  @ApiProperty({ example: 9.5 })
  words_per_sentence!: number;

  @ApiProperty({ example: 1.52 })
  syllables_per_word!: number;
}

class TextSizeDto {
  @ApiProperty({ example: 120 })
  characters!: number;

  @ApiProperty({ example: 120 })
  analysed_characters!: number;

  @ApiProperty({ example: 19 })
  words!: number;

  @ApiProperty({ example: 2 })
  sentences!: number;
}

class LikelyDuplicateDto {
  @ApiProperty({ format: 'uuid', example: '3d594650-3436-4f0e-8f0e-5f6f5a1b2c3d' })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Login page crashes' })
  title!: string | null;

  @ApiProperty({ description: 'Lexical similarity, 0 to 1.', example: 0.81 })
  similarity!: number;
}

/** What an analysis found. Null means "does not apply to this input". */
export class AnalysisResultDto {
  @ApiProperty({ type: LanguageDto })
  language!: LanguageDto;

  @ApiProperty({ type: [String], example: ['login', 'page', 'crash'] })
  keywords!: readonly string[];

  @ApiProperty({ type: [PhraseDto] })
  phrases!: PhraseDto[];

  @ApiProperty({ type: NamesDto, nullable: true })
  names!: NamesDto | null;

  @ApiProperty({ type: SentimentDto, nullable: true })
  sentiment!: SentimentDto | null;

  @ApiProperty({ type: ReadabilityDto, nullable: true })
  readability!: ReadabilityDto | null;

  @ApiProperty({ type: SuggestionDto })
  issue_type!: SuggestionDto;

  @ApiProperty({ type: SuggestionDto })
  priority!: SuggestionDto;

  @ApiProperty({ type: CodeFactsDto, nullable: true })
  code!: CodeFactsDto | null;

  @ApiProperty({ type: TextSizeDto })
  size!: TextSizeDto;

  @ApiProperty({ description: 'True when some of the input was too long to be looked at.' })
  truncated!: boolean;

  @ApiProperty({
    type: [LikelyDuplicateDto],
    description: 'Earlier analyses of the same owner that are worded much alike.',
  })
  duplicates!: LikelyDuplicateDto[];
}

export function toAnalysisResultDto(result: StoredResult): AnalysisResultDto {
  const { language, names, size } = result;
  return {
    language: {
      tag: language.tag,
      confidence: language.confidence,
      reliable: language.reliable,
      alternatives: language.alternatives,
    },
    keywords: result.keywords,
    phrases: result.phrases.map(({ text, score, count }) => ({ text, score, count })),
    names: names && {
      people: names.people,
      places: names.places,
      organisations: names.organisations,
    },
    sentiment: toSentimentDto(result.sentiment),
    readability: toReadabilityDto(result.readability),
    issue_type: toSuggestionDto(result.issueType),
    priority: toSuggestionDto(result.priority),
    code: result.code && toCodeFactsDto(result.code),
    size: {
      characters: size.characters,
      analysed_characters: size.analysedCharacters,
      words: size.words,
      sentences: size.sentences,
    },
    truncated: result.truncated,
    duplicates: result.duplicates.map(({ id, title, similarity }) => ({ id, title, similarity })),
  };
}

function toSentimentDto(sentiment: StoredResult['sentiment']): SentimentDto | null {
  return (
    sentiment && {
      label: sentiment.label,
      compound: sentiment.compound,
      positive_sentences: sentiment.positiveSentences,
      neutral_sentences: sentiment.neutralSentences,
      negative_sentences: sentiment.negativeSentences,
      neutralised: sentiment.neutralised,
    }
  );
}

function toReadabilityDto(readability: StoredResult['readability']): ReadabilityDto | null {
  return (
    readability && {
      flesch_reading_ease: readability.fleschReadingEase,
      flesch_kincaid_grade: readability.fleschKincaidGrade,
      words_per_sentence: readability.wordsPerSentence,
      syllables_per_word: readability.syllablesPerWord,
    }
  );
}
