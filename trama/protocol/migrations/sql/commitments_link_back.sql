DROP FUNCTION protocol_answer_link(bytea);
DROP TRIGGER protocol_link_ended ON protocol_answerlink;
DROP FUNCTION protocol_link_ended();
DROP TRIGGER protocol_link_made ON protocol_answerlink;
DROP FUNCTION protocol_link_made();
DROP POLICY seen ON protocol_answerlink;
DROP POLICY made ON protocol_answerlink;
DROP POLICY ended ON protocol_answerlink;
ALTER TABLE protocol_answerlink DROP CONSTRAINT protocol_answerlink_net CASCADE;
