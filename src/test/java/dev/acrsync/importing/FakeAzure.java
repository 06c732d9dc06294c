package dev.acrsync.importing;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;

/**
 * Answers as it was told to, in that order, and remembers what it was asked for.
 */
public final class FakeAzure implements ImportOperations {

	private final Queue<Supplier<OperationStatus>> answers = new ConcurrentLinkedQueue<>();

	private final List<ImportRequest> requests = new CopyOnWriteArrayList<>();

	private final List<URI> polls = new CopyOnWriteArrayList<>();

	private Optional<Function<ImportRequest, OperationStatus>> otherwise = Optional.empty();

	/**
	 * Says what the next question is answered with.
	 */
	public FakeAzure answers(OperationStatus answer) {
		return answers(() -> answer);
	}

	/**
	 * Says what happens at the next question, and what it is answered with.
	 */
	public FakeAzure answers(Supplier<OperationStatus> answer) {
		this.answers.add(answer);
		return this;
	}

	/**
	 * Says what is answered where nothing else is said.
	 */
	public void otherwise(OperationStatus answer) {
		whenAsked((_) -> answer);
	}

	/**
	 * Says what is answered where nothing else is said; several may ask at once.
	 */
	public void whenAsked(Function<ImportRequest, OperationStatus> answer) {
		this.otherwise = Optional.of(answer);
	}

	@Override
	public Optional<ImportTrouble> prepare(ImportRequest request) {
		return Optional.empty();
	}

	@Override
	public OperationStatus start(ImportRequest request, UUID requestId) {
		this.requests.add(request);
		return answer(request);
	}

	@Override
	public OperationStatus poll(ImportRequest request, URI location) {
		this.polls.add(location);
		return answer(request);
	}

	private OperationStatus answer(ImportRequest request) {
		Supplier<OperationStatus> next = this.answers.poll();
		return (next != null) ? next.get() : this.otherwise.orElseThrow().apply(request);
	}

	public List<ImportRequest> requests() {
		return this.requests;
	}

	List<URI> polls() {
		return this.polls;
	}

	public int unusedAnswers() {
		return this.answers.size();
	}

}
