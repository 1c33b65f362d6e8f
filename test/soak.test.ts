import { test } from 'node:test';
import { soak } from './soak/soak.ts';

test('a refresh that is killed again and again loses nothing', () => soak({ kills: 3 }));
