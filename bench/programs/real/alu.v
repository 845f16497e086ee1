// An ALU of 16 bits with a register that gathers its results.
module alu #(parameter WIDTH = 16) (
  input wire clock,
  input wire reset,
  input wire [2:0] operation,
  input wire [WIDTH-1:0] left,
  input wire [WIDTH-1:0] right,
  output reg [WIDTH-1:0] result,
  output reg [2*WIDTH-1:0] sum,
  output wire zero
);
  reg [WIDTH-1:0] next;

  always @(*)
    case (operation)
      3'd0: next = left + right;
      3'd1: next = left - right;
      3'd2: next = left & right;
      3'd3: next = left | right;
      3'd4: next = left ^ right;
      3'd5: next = left << right[3:0];
      3'd6: next = left * right;
      default: next = {{(WIDTH-1){1'b0}}, left < right};
    endcase

  assign zero = result == 0;

  always @(posedge clock)
    if (reset) begin
      result <= 0;
      sum <= 0;
    end else begin
      result <= next;
      sum <= sum + next;
    end
endmodule
