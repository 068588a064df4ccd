import { env } from '$amplify/env/quote';
import type { Schema } from '../../data/resource';

export const handler: Schema['quoteNode']['functionHandler'] = async (event) => {
  const { price, quantity } = event.arguments;
  if (quantity < 1) throw new Error('The quantity has to be positive.');
  return { quantity, total: price * quantity, currency: env.CURRENCY, size: quantity < 10 ? 'SMALL' : 'LARGE' };
};
