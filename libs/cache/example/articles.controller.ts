import { Body, Controller, Get, NotFoundException, Param, Put } from '@nestjs/common';
import { CacheService, HttpCache } from '../src';
import { type Article, Articles, ArticleStore } from './articles';

@Controller()
export class ArticlesController {
  constructor(
    private readonly articles: Articles,
    private readonly store: ArticleStore,
    private readonly cache: CacheService,
  ) {}

  @Get('articles/:id')
  @HttpCache({ scope: 'public', ttlSeconds: 60, tags: ({ params }) => [`article:${params.id}`] })
  async find(@Param('id') id: string): Promise<Article> {
    const article = await this.articles.find(id);
    if (article === null) throw new NotFoundException();
    return article;
  }

  @Get('articles/:id/words')
  async words(@Param('id') id: string): Promise<{ readonly words: number }> {
    return { words: await this.articles.words(id) };
  }

  @Put('articles/:id')
  async rename(@Param('id') id: string, @Body() { title }: Pick<Article, 'title'>): Promise<void> {
    await this.articles.rename(id, title);
  }

  @Get('figures')
  figures(): { readonly reads: number; readonly redis: string } {
    return { reads: this.store.reads, redis: this.cache.stats().redis.state };
  }
}
