package dev.acrsync.ledger;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.acrsync.database.LedgerUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GroupCommitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	@ParameterizedTest
	@ValueSource(classes = { OutOfMemoryError.class, StackOverflowError.class, NoClassDefFoundError.class })
	void anErrorOfTheVirtualMachineFailsTheWriteAndNotTheWriter(Class<? extends Error> error) throws Exception {
		Error thrown = error.getConstructor(String.class).newInstance("from the test");
		try (GroupCommit writer = new GroupCommit(GroupCommitTests::run, PATIENCE)) {
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> writer.write(statements(() -> {
				throw thrown;
			}))).withCause(thrown).withMessageContaining("from the test");
			assertThat(writer.write(statements(() -> 1))).isEqualTo(1);
		}
	}

	@Test
	void aFaultOfOursFailsTheWriteAndNotTheWriter() {
		try (GroupCommit writer = new GroupCommit(GroupCommitTests::run, PATIENCE)) {
			IllegalStateException thrown = new IllegalStateException("from the test");
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> writer.write(statements(() -> {
				throw thrown;
			}))).withCause(thrown);
			assertThat(writer.write(statements(() -> 1))).isEqualTo(1);
		}
	}

	private static LedgerWrite.StatementWrite<Integer> statements(Supplier<Integer> statements) {
		return new LedgerWrite.StatementWrite<>(List.of(), statements);
	}

	private static void run(List<LedgerWrite<?>> writes) {
		for (LedgerWrite<?> write : writes) {
			if (write instanceof LedgerWrite.StatementWrite<?> statements) {
				statements.run();
			}
		}
	}

}
