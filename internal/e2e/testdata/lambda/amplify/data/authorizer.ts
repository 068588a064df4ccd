/** Lets in who says "open"; who says "no-pin" does not see pins. */
export const handler = async (event: { authorizationToken: string }) => ({
  isAuthorized: ['open', 'no-pin'].includes(event.authorizationToken),
  deniedFields: event.authorizationToken === 'no-pin' ? ['Card.pin'] : [],
  resolverContext: {},
});
