package dev.acrsync.importing;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Answers as it was told to, in that order, and remembers what it was asked for.
 */
final class FakeAzure implements ImportOperations {

	private final Deque<Supplier<Operation>> answers = new ArrayDeque<>();

	private final List<ImportRequest> requests = new ArrayList<>();

	private final List<URI> polls = new ArrayList<>();

	/**
	 * Says what the next question is answered with.
	 */
	FakeAzure answers(Operation answer) {
		return answers(() -> answer);
	}

	/**
	 * Says what happens at the next question, and what it is answered with.
	 */
	FakeAzure answers(Supplier<Operation> answer) {
		this.answers.add(answer);
		return this;
	}

	@Override
	public Optional<Trouble> prepare(ImportRequest request) {
		return Optional.empty();
	}

	@Override
	public Operation start(ImportRequest request, UUID requestId) {
		this.requests.add(request);
		return this.answers.remove().get();
	}

	@Override
	public Operation poll(ImportRequest request, URI location) {
		this.polls.add(location);
		return this.answers.remove().get();
	}

	List<ImportRequest> requests() {
		return this.requests;
	}

	List<URI> polls() {
		return this.polls;
	}

	int unusedAnswers() {
		return this.answers.size();
	}

}
