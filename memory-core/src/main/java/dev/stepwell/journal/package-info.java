/**
 * The journal: the one durable, append-only, hash-chained record of what agents did.
 *
 * <p>{@link dev.stepwell.journal.Journal} is the interface every store implements; {@link dev.stepwell.journal.Step} is
 * what it holds and {@link dev.stepwell.journal.Draft} what is handed to it. SQLite is the built-in implementation.
 * Most users never name this package's interface and work with {@code dev.stepwell.Stepwell}.
 */
@NullMarked
package dev.stepwell.journal;

import org.jspecify.annotations.NullMarked;
