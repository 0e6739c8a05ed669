import { readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { systemCode, unless } from './system-error';

/** Both paths begin with `native/`, the folder of the binaries in their package. */
interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

const LISTED_UNDER = 'native';

const READ_ONLY = new Set(['EACCES', 'EPERM', 'EROFS']);

function isLibraryLink(value: unknown): value is LibraryLink {
  if (typeof value !== 'object' || value === null) return false;
  const link: Partial<Record<'source' | 'target', unknown>> = value;
  return typeof link.source === 'string' && typeof link.target === 'string';
}

/** The links that belong to the binaries; none when they come without a list of them. */
async function listedLinks(binariesDir: string): Promise<LibraryLink[]> {
  const text = await unless(['ENOENT'], readFile(join(binariesDir, 'pg-symlinks.json'), 'utf8'));
  const parsed: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(parsed) ? parsed.filter(isLibraryLink) : [];
}

/**
 * npm packages cannot hold symbolic links, and the install script that makes them may be skipped:
 * makes those that are missing. False when the folder is read-only to the caller.
 */
export async function ensureLibraryLinks(binariesDir: string): Promise<boolean> {
  for (const { source, target } of await listedLinks(binariesDir)) {
    try {
      const path = join(binariesDir, relative(LISTED_UNDER, target));
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      const code = systemCode(error) ?? '';
      if (READ_ONLY.has(code)) return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}
