package dev.acrsync.listeners;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link HeldConnections}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeldConnectionsTests {

	private static final int MOST = 256;

	private static final long IDLE = 75_000;

	private final AtomicLong now = new AtomicLong();

	private final HeldConnections held = new HeldConnections(() -> MOST, this.now::get);

	private final List<SocketChannel> channels = new ArrayList<>();

	private final ServerSocketChannel server;

	HeldConnectionsTests() throws IOException {
		this.server = ServerSocketChannel.open();
	}

	@BeforeEach
	void listen() throws IOException {
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	@AfterEach
	void close() throws IOException {
		for (SocketChannel channel : this.channels) {
			channel.close();
		}
		this.server.close();
	}

	@Test
	void strangersMakeRoomTheOldestFirst() throws IOException {
		HeldConnection known = connect();
		known.begins(request(-1), true);
		trust(known, "contoso");
		known.ends();
		HeldConnection served = connect();
		served.begins(request(-1), false);
		HeldConnection slow = connect();
		slow.begins(request(100), true);
		HeldConnection idle = connect();
		assertThat(madeRoom(known, served, slow, idle)).containsExactly(slow, idle, known, served);
	}

	@Test
	void oneThatIsServedForAKnownSenderNeverMakesRoom() throws IOException {
		HeldConnection known = connect();
		known.begins(request(-1), true);
		trust(known, "contoso");
		this.held.makeRoom(8080);
		assertThat(known.isOver()).isFalse();
	}

	@Test
	void aSourceIsTrustedForItsShareAndAllForHalfOfThePort() throws IOException {
		int[] trusted = new int[6];
		for (int source = 0; source < trusted.length; source++) {
			for (int i = 0; i < 40; i++) {
				HeldConnection connection = connect();
				connection.begins(request(-1), true);
				trust(connection, "source" + source);
				connection.ends();
				trusted[source] += connection.isTrusted() ? 1 : 0;
			}
		}
		assertThat(trusted).containsExactly(32, 32, 32, 32, 0, 0);
	}

	@Test
	void anEndedConnectionGivesItsShareBack() throws IOException {
		List<HeldConnection> connections = new ArrayList<>();
		for (int i = 0; i < HeldConnections.SHARE; i++) {
			connections.add(connect());
			trust(connections.getLast(), "contoso");
		}
		HeldConnection next = connect();
		trust(next, "contoso");
		assertThat(next.isTrusted()).isFalse();
		connections.getFirst().end();
		trust(next, "contoso");
		assertThat(next.isTrusted()).isTrue();
	}

	@Test
	void aKnownSenderWhoseBodyDripsMakesRoomBeforeOneThatWaits() throws IOException {
		HeldConnection waiting = connect();
		HeldConnection dripping = connect();
		for (HeldConnection connection : List.of(waiting, dripping)) {
			connection.begins(request(-1), true);
			trust(connection, "contoso");
			connection.ends();
		}
		dripping.begins(request(100), true);
		assertThat(madeRoom(waiting, dripping)).containsExactly(dripping, waiting);
	}

	@Test
	void whatTakesTooLongIsGivenUpHoweverAliveItSeems() throws IOException {
		HeldConnection idle = connect();
		HeldConnection slow = connect();
		slow.begins(request(100), true);
		HeldConnection served = connect();
		served.begins(request(-1), true);
		HeldConnection awaited = connect();
		awaited.begins(request(-1), false);
		awaited.ends();
		goOn(Duration.ofSeconds(10));
		assertThat(List.of(idle, slow, served, awaited)).noneMatch(HeldConnection::isOver);
		goOn(Duration.ofSeconds(1));
		assertThat(List.of(idle, slow)).allMatch(HeldConnection::isOver);
		assertThat(List.of(served, awaited)).noneMatch(HeldConnection::isOver);
		goOn(Duration.ofSeconds(75));
		assertThat(awaited.isOver()).isTrue();
		assertThat(served.isOver()).isFalse();
	}

	@Test
	void saysOnceAMinuteHowManyWereTurnedAway(CapturedOutput output) throws IOException {
		for (int i = 0; i < 5; i++) {
			connect();
			this.held.makeRoom(8080);
		}
		assertThat(lines(output)).singleElement().asString().contains("WARN", "port 8080", " 1 since");
		goOn(Duration.ofSeconds(61));
		assertThat(lines(output)).hasSize(2).last().asString().contains(" 4 since");
	}

	private static Stream<String> lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("are turned away"));
	}

	private void goOn(Duration time) {
		this.now.addAndGet(time.toNanos());
		this.held.sweep(8080, IDLE);
	}

	private List<HeldConnection> madeRoom(HeldConnection... connections) {
		List<HeldConnection> order = new ArrayList<>();
		for (int i = 0; i < connections.length; i++) {
			this.held.makeRoom(8080);
			for (HeldConnection connection : connections) {
				if (connection.isOver() && !order.contains(connection)) {
					order.add(connection);
				}
			}
		}
		return order;
	}

	private HeldConnection connect() throws IOException {
		this.channels.add(SocketChannel.open(this.server.getLocalAddress()));
		SocketChannel accepted = this.server.accept();
		this.channels.add(accepted);
		this.held.add(accepted);
		InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
		return this.held.find(remote.getAddress().getHostAddress(), remote.getPort()).orElseThrow();
	}

	private static void trust(HeldConnection connection, String source) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute(HeldConnection.ATTRIBUTE, connection);
		HeldConnection.trust(request, source);
	}

	private static Request request(long length) {
		Request request = new Request();
		request.setResponse(new Response());
		request.setContentLength(length);
		return request;
	}

}
