import { describe, expect, it } from "vitest";
import { MessageReader } from "./eventStream";

const stream = ": hello\n\nid: 1\nevent: run_started\ndata: {\"seq\":1}\n\nid: 2\r\nevent: log\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n";

describe("MessageReader", () => {
  it("MessageReader_StreamCutAnywhere_ReadsTheSameMessages", () => {
    const whole = new MessageReader().push(stream);
    expect(whole).toEqual([{ id: "1", event: "run_started", data: "{\"seq\":1}" }, { id: "2", event: "log", data: "{\"a\":\n1}" }]);
    for (let cut = 1; cut < stream.length; cut++) {
      const reader = new MessageReader();
      expect([...reader.push(stream.slice(0, cut)), ...reader.push(stream.slice(cut))]).toEqual(whole);
    }
  });
});
