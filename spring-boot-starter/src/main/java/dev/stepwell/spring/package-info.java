/**
 * Stepwell in a Spring Boot application: name a directory, and every {@code @AiService} of LangChain4j remembers.
 *
 * <pre>{@code
 * stepwell.directory=/var/lib/concierge/memory
 *
 * @AiService
 * interface Concierge {
 *     String chat(@MemoryId String conversation, @UserMessage String text);
 * }
 * }</pre>
 *
 * <p>One jar for Boot 3 and Boot 4; the application brings its Boot. What is configured is in
 * {@link dev.stepwell.spring.StepwellAutoConfiguration}, and each of its beans gives way to one of the application's own.
 */
@NullMarked
package dev.stepwell.spring;

import org.jspecify.annotations.NullMarked;
