#!/usr/bin/env node
import 'reflect-metadata';
import { createProgram } from './hub/program.js';

await createProgram().parseAsync();
