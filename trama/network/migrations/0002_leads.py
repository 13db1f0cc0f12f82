"""Whether the transaction acts for the body that coordinates its network: policies of governance ask."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION trama_leads() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT EXISTS (
  SELECT 1 FROM network_networkmembership
  WHERE organisation_id = trama_organisation() AND network_id = trama_network() AND is_lead
) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, "DROP FUNCTION trama_leads();")]
