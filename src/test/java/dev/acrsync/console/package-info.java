/**
 * Tests of what operators look at.
 */
package dev.acrsync.console;
