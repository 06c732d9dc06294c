package dev.acrsync.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Resource Manager said to an import, from the request to its end.
 *
 * @param answer the answer to the request
 * @param polls the answers to those who asked what became of it
 * @param time how long it took
 */
record ImportTrace(HttpReply answer, List<HttpReply> polls, Duration time) {

	/**
	 * Asks until the end.
	 */
	static ImportTrace follow(StatementStage stage, HttpReply answer) {
		Instant start = Instant.now();
		List<HttpReply> polls = new ArrayList<>();
		Optional<String> location = answer.header("Location").filter((_) -> answer.status() < 300);
		while (location.isPresent()) {
			HttpReply poll = stage.arm().follow(location.get());
			polls.add(poll);
			String last = location.get();
			location = (poll.status() == 202) ? poll.header("Location").or(() -> Optional.of(last)) : Optional.empty();
			if (location.isPresent()) {
				stage.pause();
			}
			if (Duration.between(start, Instant.now()).compareTo(stage.access().patience()) > 0) {
				break;
			}
		}
		return new ImportTrace(answer, polls, Duration.between(start, Instant.now()));
	}

	HttpReply end() {
		return this.polls.isEmpty() ? this.answer : this.polls.getLast();
	}

	boolean succeeded() {
		return end().status() == 200;
	}

	/**
	 * Returns the import, if it has succeeded.
	 */
	ImportTrace required() {
		if (!succeeded()) {
			throw new IllegalStateException("the import: " + outcome());
		}
		return this;
	}

	String code() {
		return end().json().at("/error/code").asString("");
	}

	String message() {
		return end().json().at("/error/message").asString("");
	}

	/**
	 * Tells where it ended, and how.
	 */
	String outcome() {
		String where = this.polls.isEmpty() ? "the request" : "poll " + this.polls.size();
		String wait = end().header("Retry-After").map((seconds) -> ", Retry-After " + seconds + ",").orElse("");
		return succeeded() ? "%s is answered with 200".formatted(where)
				: "%s is answered with %d%s %s".formatted(where, end().status(), wait, end().text());
	}

}
