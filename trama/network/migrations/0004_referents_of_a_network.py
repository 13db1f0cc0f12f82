"""A body in two networks has a referent in each: whoever acts in one touches nothing of the other."""

from django.db import migrations

_OWN = "organisation_id = (SELECT trama_organisation())"
_LED = "(SELECT trama_leads())"
_HERE = "network_id = (SELECT trama_network())"
_POLICIES = """
DROP POLICY seen ON network_referent;
DROP POLICY made ON network_referent;
DROP POLICY kept ON network_referent;
DROP POLICY gone ON network_referent;
CREATE POLICY seen ON network_referent FOR SELECT TO trama_app USING ({seen});
CREATE POLICY made ON network_referent FOR INSERT TO trama_app
  WITH CHECK ({here} AND ({own} OR ({led} AND by_lead)));
CREATE POLICY kept ON network_referent FOR UPDATE TO trama_app
  USING ({here} AND ({own} OR {led})) WITH CHECK ({here} AND ({own} OR ({led} AND by_lead)));
CREATE POLICY gone ON network_referent FOR DELETE TO trama_app USING ({here} AND {own});
"""
FORWARDS = _POLICIES.format(seen=_HERE, here=_HERE, own=_OWN, led=_LED)
BACKWARDS = _POLICIES.format(
    seen="(SELECT trama_organisation()) IS NOT NULL", here="true", own=_OWN, led=f"({_HERE} AND {_LED})"
)


class Migration(migrations.Migration):
    dependencies = [("network", "0003_referents")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
