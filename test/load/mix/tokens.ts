import { SignJWT } from 'jose';

/** Longer than any run. */
const LIFETIME = '12h';

/** An Authorization header for `subject`. */
export async function authorization(
  secret: string,
  subject: string,
  role: 'user' | 'admin',
): Promise<{ readonly authorization: string }> {
  const token = await new SignJWT({ roles: [role] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(LIFETIME)
    .sign(new TextEncoder().encode(secret));
  return { authorization: `Bearer ${token}` };
}
