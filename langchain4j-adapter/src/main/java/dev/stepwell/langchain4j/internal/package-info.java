/** What the packages of this adapter share. Not for use outside it: anything here may change without notice. */
@NullMarked
package dev.stepwell.langchain4j.internal;

import org.jspecify.annotations.NullMarked;
